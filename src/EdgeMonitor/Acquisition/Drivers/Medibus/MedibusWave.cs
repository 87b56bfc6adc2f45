using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Medibus;

/// <summary>One wave of the stream. The protocol numbers no samples: their times follow the arrivals slowly, at the rate that the device told.</summary>
internal sealed class MedibusWave
{
    /// <summary>Samples of a block. Chosen: 160 ms at the usual 16 ms, so that the curve moves evenly.</summary>
    public const int BlockSamples = 10;

    /// <summary>The usual rate, Hz: one sample each 16 ms. A device may tell another.</summary>
    public const double UsualRate = 62.5;

    /// <summary>One kPa in mmHg.</summary>
    private const double MmHgPerKilopascal = 7.50062;

    private static readonly Dictionary<byte, Kind> Kinds = new()
    {
        [0x00] = new("pressure", "Paw", Mdc.PressAway, MdcUnit.Millibar),
        [0x01] = new("flow", "Flow", Mdc.FlowAway, MdcUnit.LitrePerMinute),
        [0x02] = new("pleth", "Pleth", Mdc.PulsOximPleth, MdcUnit.Dimensionless),
        [0x03] = new("volume", "Volume", Mdc.VolAway, MdcUnit.Millilitre),
        [0x06] = new("co2", "CO2", Mdc.AwayCo2, MdcUnit.MillimetreOfMercury),
        [0x07] = new("co2", "CO2", Mdc.AwayCo2, MdcUnit.MillimetreOfMercury, MmHgPerKilopascal),
        [0x08] = new("co2", "CO2", Mdc.ConcAwayCo2, MdcUnit.Percent),
    };

    private readonly SampleClock _clock;
    private readonly int _maxBin;
    private readonly int[] _samples = new int[BlockSamples];
    private long _index;
    private long _first;
    private TimeSpan _firstAt;
    private TimeSpan _lastAt;
    private int _count;

    private MedibusWave(byte code, int maxBin, SignalDescriptor signal)
        => (Code, _maxBin, Signal, _clock) = (code, maxBin, signal, new SampleClock(signal.SampleRate));

    /// <summary>Names of waves for the settings.</summary>
    public static IEnumerable<string> Names => Kinds.Values.Select(kind => kind.Name).Distinct();

    /// <summary>All that may come.</summary>
    public static IEnumerable<Delivery> Deliveries => Kinds.Values.Select(kind => Delivery.Wave(kind.Mdc, kind.Unit, UsualRate)).Distinct();

    /// <summary>The device's code.</summary>
    public byte Code { get; }

    /// <summary>What it is.</summary>
    public SignalDescriptor Signal { get; }

    /// <summary>The device's codes for a name, the preferred first; empty where it is none.</summary>
    public static IEnumerable<byte> CodesOf(string name) => Kinds.Where(pair => pair.Value.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(pair => pair.Key);

    /// <summary>Makes it from its place in the configuration; null where that says nothing that could be.</summary>
    public static MedibusWave? TryMake(string sensor, byte code, ReadOnlySpan<byte> item)
    {
        var maxBin = MedibusFrame.Hex(item[20..23]);
        if (!Kinds.TryGetValue(code, out var kind) || maxBin is < 1 or > 0xFFF || MedibusFrame.Number(item[2..10]) is not (>= 1000 and <= 1_000_000 and var microseconds)) return null;
        if (MedibusFrame.Number(item[10..15]) is not { } least || MedibusFrame.Number(item[15..20]) is not { } most || most <= least) return null;
        return new MedibusWave(code, maxBin, new SignalDescriptor(
            sensor, kind.Label, kind.Mdc, kind.Unit, 1e6 / microseconds, (most - least) / maxBin * kind.Factor, least * kind.Factor));
    }

    /// <summary>Takes a sample; one above the highest bin is none, and leaves a gap.</summary>
    public void Take(int bin, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        if (bin > _maxBin)
        {
            Gap(inputs);
            return;
        }

        // A stream that paused is not joined, although its samples carry no numbers.
        if (at - _lastAt > SampleClock.ReanchorBeyond) Gap(inputs);
        _lastAt = at;
        _clock.Arrive(at);
        var time = _clock.TimeOf(_index);
        if (_count == 0) (_first, _firstAt) = (_index, time);
        _samples[_count++] = bin;
        _clock.Settle(++_index);
        if (_count == BlockSamples) EndBlock(inputs);
    }

    /// <summary>At least one sample is missing.</summary>
    public void Gap(ICollection<MonitorInput> inputs)
    {
        EndBlock(inputs);
        if (_index > 0) _index++;
    }

    /// <summary>Adds the block that is not yet full.</summary>
    public void EndBlock(ICollection<MonitorInput> inputs)
    {
        if (_count > 0) inputs.Add(new SampleBlock(Signal, _first, _firstAt, _samples.AsSpan(0, _count).ToArray()));
        _count = 0;
    }

    private sealed record Kind(string Name, string Label, uint Mdc, uint Unit, double Factor = 1);
}
