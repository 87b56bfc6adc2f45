using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Links;

/// <summary>A number that a chip measures.</summary>
/// <param name="Mdc">What it is.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Lowest">The chip's own range: what lies below is a fault of the chip or of the bus, and no value.</param>
/// <param name="Highest">What lies above is none either.</param>
internal readonly record struct PolledQuantity(uint Mdc, uint Unit, double Lowest, double Highest);

/// <summary>Asks a chip for its numbers once a second and makes readings of them.</summary>
/// <param name="sensor">The sensor's name.</param>
/// <param name="registers">The chip by its registers: says what it is.</param>
/// <param name="quantities">What it measures, in the chip's order.</param>
/// <param name="binding">Another way to read the same chip, tried against the registers first; null where there is none.</param>
internal sealed class PolledSensor(string sensor, IPolledChip registers, IReadOnlyList<PolledQuantity> quantities, ChipBinding? binding = null) : II2cSensor, IDisposable
{
    /// <summary>Time between two readings. Chosen: temperatures and rooms do not change faster.</summary>
    public static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(1);

    private readonly Measured[] _values = new Measured[quantities.Count];
    private IPolledChip? _bound;
    private bool _isUntried;
    private ChipIdentity _identity;

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
        _isUntried = binding is not null;
        return _identity = registers.Begin(chip);
    }

    /// <inheritdoc/>
    public void Poll(I2cChip chip, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        (_bound ?? registers).Read(chip, _values);
        if (_isUntried && _values.All(value => value.Reason == NoData.None)) inputs.Add(Try(chip).At(sensor, at));
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

    /// <inheritdoc/>
    public void Dispose() => (_bound as IDisposable)?.Dispose();

    /// <summary>The binding's turn, once the chip has measured: what nobody has tried on it is not trusted, both ways must read the same, as far as two moments can be.</summary>
    private ChipIdentity Try(I2cChip chip)
    {
        _isUntried = false;
        var bound = binding!.Create();
        var values = new Measured[quantities.Count];
        try
        {
            _ = bound.Begin(chip);
            bound.Read(chip, values);
        }
        catch (IOException)
        {
            values.AsSpan().Fill(Measured.Missing(NoData.DeviceError));
        }

        for (var i = 0; i < values.Length; i++)
        {
            // Chosen: a hundredth of the range, and 1 of the unit at most; two moments differ by less, a wrong conversion by more.
            var tolerance = Math.Min(1, (quantities[i].Highest - quantities[i].Lowest) / 100);
            if (values[i].Reason == NoData.None && Math.Abs(values[i].Value - _values[i].Value) <= tolerance) continue;
            (bound as IDisposable)?.Dispose();
            _ = registers.Begin(chip);
            return _identity with { Model = $"{_identity.Model} (by its registers: {ChipBinding.Package} does not read the same)" };
        }

        _bound = bound;
        return _identity with { Model = $"{_identity.Model} ({ChipBinding.Package})" };
    }
}
