using EdgeMonitor.Acquisition.Drivers.Tmp117;
using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Acquisition.Simulators.I2c;

/// <summary>A TMP117 on a simulated patient: a conversion a second.</summary>
/// <param name="patient">Whom it is on.</param>
/// <param name="seconds">The patient's time, s.</param>
internal sealed class Tmp117Simulator(Patient patient, Func<double> seconds) : WordChip
{
    private readonly double _began = seconds();
    private ushort _configuration = Tmp117Chip.Continuous;
    private long _seen;

    /// <summary>What the identity register says.</summary>
    public ushort Id { get; set; } = Tmp117Chip.Id | 0x1000;

    /// <summary>True where it converts no more though it answers.</summary>
    public bool IsStuck { get; set; }

    private long Conversions => IsStuck ? _seen : (long)(seconds() - _began);

    /// <inheritdoc/>
    protected override void Set(byte register, ushort value)
    {
        if (register == Tmp117Chip.Configuration) _configuration = value;
    }

    /// <inheritdoc/>
    protected override ushort Get(byte register)
    {
        switch (register)
        {
            case Tmp117Chip.Result:
                return Conversions == 0 ? Tmp117Chip.NoResult : (ushort)(short)Math.Round(patient.TemperatureAt(_began + Conversions) / 0.0078125);
            case Tmp117Chip.Configuration:
                var isNew = Conversions > _seen;
                _seen = Conversions;
                return (ushort)(_configuration | (isNew ? Tmp117Chip.DataReady : 0));
            case Tmp117Chip.DeviceId:
                return Id;
            default:
                return 0;
        }
    }
}
