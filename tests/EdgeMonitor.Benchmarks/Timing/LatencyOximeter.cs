using EdgeMonitor.Acquisition.Simulators;

namespace EdgeMonitor.Benchmarks.Timing;

/// <summary>An oximeter on a pseudo-terminal that says what it is told to, a packet (25 frames, a third of a second) at a time.</summary>
internal sealed class LatencyOximeter : IDisposable
{
    private readonly PseudoTerminal _line = PseudoTerminal.Open();
    private readonly byte[] _packet = new byte[NoninFrame.PerPacket * NoninFrame.Length];
    private int _packets;

    public string Path => _line.Path;

    /// <summary>Writes one packet, its last byte apart; answers when that was written, or null where nobody has the port open.</summary>
    public long? Say(int saturation)
    {
        var numerics = new NoninNumerics(72, 72, 72, 72, saturation, saturation, saturation, saturation, saturation, SmartPoint: true, _packets++ & 0x3FFF);
        for (var number = 1; number <= NoninFrame.PerPacket; number++)
        {
            var status = number == 1 ? NoninStatus.Green | NoninStatus.Sync : NoninStatus.Green;
            var pleth = (ushort)(32_000 + 12_000 * Math.Sin((_packets * NoninFrame.PerPacket + number) / NoninFrame.Rate * 1.2 * Math.Tau));
            NoninFrame.Write(NoninFormat.Format2, status, pleth, NoninFrame.DataOf(numerics, number), _packet.AsSpan((number - 1) * NoninFrame.Length));
        }

        if (_line.Write(_packet.AsSpan(..^1)) == 0) return null;
        var stamp = TimeProvider.System.GetTimestamp();
        _line.Write(_packet.AsSpan(^1..));
        return stamp;
    }

    public void Dispose() => _line.Dispose();
}
