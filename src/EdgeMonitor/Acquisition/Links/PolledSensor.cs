using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Links;

/// <summary>A number that a chip measures.</summary>
/// <param name="Mdc">What it is.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Lowest">The chip's own range: what lies below is a fault of the chip or of the bus, and no value.</param>
/// <param name="Highest">What lies above is none either.</param>
internal readonly record struct PolledQuantity(uint Mdc, uint Unit, double Lowest, double Highest);

/// <summary>What came of one measurement: a number in the quantity's unit, or why there is none.</summary>
internal readonly record struct Measured
{
    private Measured(double value, NoData reason) => (Value, Reason) = (value, reason);

    /// <summary>The number; means nothing where there is a reason.</summary>
    public double Value { get; }

    /// <summary>Why there is none.</summary>
    public NoData Reason { get; }

    /// <summary>A number.</summary>
    public static implicit operator Measured(double value) => new(value, NoData.None);

    /// <summary>No number.</summary>
    public static Measured Missing(NoData reason) => new(0, reason);
}

/// <summary>One kind of chip that is asked for numbers; a fresh one for each session.</summary>
internal interface IPolledChip
{
    /// <summary>Checks that it is the right chip and sets it up.</summary>
    /// <exception cref="IOException">It is another one, or does not answer.</exception>
    ChipIdentity Begin(I2cChip chip);

    /// <summary>Reads all quantities, in the driver's order and units.</summary>
    /// <exception cref="I2cException">A transfer failed.</exception>
    void Read(I2cChip chip, Span<Measured> values);
}

/// <summary>Asks a chip for its numbers once a second and makes readings of them.</summary>
/// <param name="sensor">The sensor's name.</param>
/// <param name="registers">The chip by its registers: says what it is.</param>
/// <param name="quantities">What it measures, in the chip's order.</param>
/// <param name="binding">Another way to read the same chip, tried against the registers first; null where there is none.</param>
internal sealed class PolledSensor(string sensor, IPolledChip registers, IReadOnlyList<PolledQuantity> quantities, ChipBinding? binding = null) : II2cSensor
{
    /// <summary>Time between two readings. Chosen: temperatures and rooms do not change faster.</summary>
    public static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(1);

    private readonly Measured[] _values = new Measured[quantities.Count];
    private IPolledChip? _bound;

    /// <inheritdoc/>
    public IReadOnlyList<SignalDescriptor> Signals => [];

    /// <inheritdoc/>
    public TimeSpan Period => ReadEvery;

    /// <inheritdoc/>
    /// <remarks>The turns that may fail before the session ends, and two more.</remarks>
    public TimeSpan? DataAge => (I2cSession.MostFailures + 2) * ReadEvery;

    /// <inheritdoc/>
    public ChipIdentity Begin(I2cChip chip)
    {
        var identity = registers.Begin(chip);
        if (binding is null) return identity;
        var bound = binding.Create();
        if (Agree(chip, bound))
        {
            _bound = bound;
            return identity with { Model = $"{identity.Model} ({ChipBinding.Package})" };
        }

        return identity with { Model = $"{identity.Model} (by its registers: {ChipBinding.Package} does not read the same)" };
    }

    /// <inheritdoc/>
    public void Poll(I2cChip chip, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        (_bound ?? registers).Read(chip, _values);
        for (var i = 0; i < _values.Length; i++)
        {
            var (quantity, value) = (quantities[i], _values[i]);
            var reason = value.Reason != NoData.None ? value.Reason
                : value.Value >= quantity.Lowest && value.Value <= quantity.Highest ? NoData.None : NoData.DeviceError;
            inputs.Add(reason == NoData.None
                ? Reading.Valid(sensor, quantity.Mdc, quantity.Unit, value.Value, at)
                : Reading.Missing(sensor, quantity.Mdc, quantity.Unit, reason, at));
        }
    }

    /// <summary>What nobody has tried on this chip is not trusted: both ways must read the same, as far as two moments can be.</summary>
    private bool Agree(I2cChip chip, IPolledChip bound)
    {
        // Chosen: a hundredth of the range, and 1 of the unit at most; two moments differ by less, a wrong conversion by more.
        var ours = new Measured[quantities.Count];
        registers.Read(chip, ours);
        try
        {
            _ = bound.Begin(chip);
            bound.Read(chip, _values);
        }
        catch (IOException)
        {
            return false;
        }

        for (var i = 0; i < ours.Length; i++)
        {
            var tolerance = Math.Min(1, (quantities[i].Highest - quantities[i].Lowest) / 100);
            if (ours[i].Reason != _values[i].Reason) return false;
            if (ours[i].Reason == NoData.None && !(Math.Abs(ours[i].Value - _values[i].Value) <= tolerance)) return false;
        }

        return true;
    }
}
