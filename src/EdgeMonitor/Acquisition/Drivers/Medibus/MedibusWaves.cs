using System.Buffers;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Medibus;

/// <summary>
/// The stream of waves between the lines, bytes from 80 on: <c>Dx</c> begins a set of samples (bit n of x: wave n+1 is in it), two bytes of 6 bits
/// each are a sample, low first, <c>Cx</c> with an argument says something. What the waves are the device has told in its configuration.
/// </summary>
/// <param name="sensor">The sensor's name.</param>
/// <param name="wanted">Codes of the waves that are wanted, the first four of which the device has are taken.</param>
internal sealed class MedibusWaves(string sensor, IReadOnlyList<byte> wanted)
{
    /// <summary>Waves at a time: as many as one sync byte names.</summary>
    public const int Most = 4;

    /// <summary>Characters of one wave in the configuration: code 2, interval in us 8, lowest 5, highest 5, highest bin 3 in hex.</summary>
    public const int ItemLength = 23;

    private const byte Sync = 0xD0, Command = 0xC0, ChooseOneToFour = 0xC1, ChooseFiveToEight = 0xC2, ChooseNineToTwelve = 0xC3, Cycle = 0xC6, CorruptData = 0xCF;
    private const int None = -1;

    private readonly List<MedibusWave> _waves = [];
    private int _first = None;
    private int _left;
    private bool _inStep;

    /// <summary>The waves that come; empty before the configuration.</summary>
    public IReadOnlyList<SignalDescriptor> Signals { get; private set; } = [];

    /// <summary>Bytes of the stream that belonged to nothing.</summary>
    public long DroppedBytes { get; private set; }

    /// <summary>Takes the device's configuration; tells the waves anew where they are others than before. True where there is any.</summary>
    public bool Configure(ReadOnlySpan<byte> data, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        var found = new List<MedibusWave>();
        foreach (var code in wanted)
        {
            for (var item = data; item.Length >= ItemLength && found.Count < Most; item = item[ItemLength..])
            {
                // Carbon dioxide comes in one unit only.
                if (MedibusFrame.Hex(item[..2]) == code && MedibusWave.TryMake(sensor, code, item) is { } wave && !found.Exists(other => other.Signal.Label == wave.Signal.Label)) found.Add(wave);
            }
        }

        if (found.Select(wave => wave.Signal).SequenceEqual(Signals))
        {
            // The same waves, asked for anew: what came meanwhile is lost.
            Gap(inputs);
            return _waves.Count > 0;
        }

        Finish(inputs);
        _waves.Clear();
        _waves.AddRange(found);
        Signals = [.. found.Select(wave => wave.Signal)];
        _inStep = false;
        inputs.Add(new SignalList(sensor, [.. Signals], at));
        return _waves.Count > 0;
    }

    /// <summary>The arguments of the command that chooses them: code and every how many-th sample.</summary>
    public byte[] Choice() => [.. _waves.SelectMany(wave => new[] { MedibusFrame.Digit(wave.Code >> 4), MedibusFrame.Digit(wave.Code & 0x0F), (byte)'0', (byte)'1' })];

    /// <summary>Switches them on: none of the streams 5 to 12, the first of 1 to 4.</summary>
    public void Enable(IBufferWriter<byte> output)
        => output.Write([Sync, ChooseNineToTwelve, Command, ChooseFiveToEight, Command, ChooseOneToFour, (byte)(Command | ((1 << _waves.Count) - 1)), Command, Command]);

    /// <summary>Takes one byte of the stream.</summary>
    public void Take(byte value, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        var isData = value < Command;
        if (value >> 4 == Sync >> 4)
        {
            if (_first != None || _left != 0) Gap(inputs);
            (_first, _left, _inStep) = (None, value & 0x0F, true);
        }
        else if (value >= 0xE0)
        {
            DroppedBytes++;
            Gap(inputs);
        }
        else if (_first == None) _first = value;
        else if (isData != _first < Command)
        {
            DroppedBytes++;
            Gap(inputs);
            _first = value;
        }
        else
        {
            var first = _first;
            _first = None;
            if (isData) Sample(first & 0x3F | (value & 0x3F) << 6, at, inputs);
            else Obey(first, value & 0x0F, at, inputs);
        }
    }

    /// <summary>Adds what is not yet told.</summary>
    public void Finish(ICollection<MonitorInput> inputs)
    {
        foreach (var wave in _waves) wave.EndBlock(inputs);
    }

    private void Sample(int bin, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        if (!_inStep || _left == 0)
        {
            DroppedBytes += 2;
            if (_inStep) Gap(inputs);
            return;
        }

        var number = System.Numerics.BitOperations.TrailingZeroCount(_left);
        _left &= _left - 1;
        if (number < _waves.Count) _waves[number].Take(bin, at, inputs);
    }

    private void Obey(int command, int argument, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        if (command == CorruptData) Gap(inputs);
        if (command != Cycle || _waves.Count == 0) return;
        inputs.Add(Reading.Valid(sensor, Mdc.BreathPhase, MdcUnit.Dimensionless, argument & 1, at));
    }

    /// <summary>Samples are missing, nobody knows how many: the waves are not joined, and what comes counts from the next sync byte on.</summary>
    private void Gap(ICollection<MonitorInput> inputs)
    {
        (_first, _left, _inStep) = (None, 0, false);
        foreach (var wave in _waves) wave.Gap(inputs);
    }
}
