using EdgeMonitor.Acquisition.Drivers.Max30205;
using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Acquisition.Simulators.I2c;

/// <summary>A MAX30205 on a simulated patient.</summary>
/// <param name="patient">Whom it is on.</param>
/// <param name="seconds">The patient's time, s.</param>
internal sealed class Max30205Simulator(Patient patient, Func<double> seconds) : WordChip
{
    /// <summary>Its configuration register.</summary>
    public byte Configuration { get; set; }

    /// <inheritdoc/>
    protected override bool IsByte(byte register) => register == Max30205Chip.Configuration;

    /// <inheritdoc/>
    protected override void Set(byte register, ushort value)
    {
        if (register == Max30205Chip.Configuration) Configuration = (byte)value;
    }

    /// <inheritdoc/>
    protected override ushort Get(byte register) => register switch
    {
        Max30205Chip.Temperature => (ushort)Math.Round(patient.TemperatureAt(seconds()) / 0.00390625),
        Max30205Chip.Configuration => Configuration,
        _ => 0,
    };
}
