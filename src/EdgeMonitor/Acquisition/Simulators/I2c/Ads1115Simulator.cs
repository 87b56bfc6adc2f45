using EdgeMonitor.Acquisition.Drivers.Ads1115;
using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Acquisition.Simulators.I2c;

/// <summary>An ADS1115 behind an AD8232 on a simulated patient: single conversions of the ECG, and of LO+ and LO-, which are high while an electrode is off.</summary>
/// <param name="patient">Whom it is on.</param>
/// <param name="seconds">The patient's time, s.</param>
/// <param name="gain">The amplifier's gain.</param>
internal sealed class Ads1115Simulator(Patient patient, Func<double> seconds, double gain) : WordChip
{
    private const double ConversionSeconds = 1 / 860.0, SupplyVolt = 3.3;
    private const int Ready = 0x8000;

    private readonly Electrocardiogram _ecg = new(patient, EcgLead.II);
    private ushort _configuration = 0x8583, _next, _result;
    private double _doneAt;

    /// <summary>True where it forgets what it is told, as another kind of chip does.</summary>
    public bool IsAnother { get; set; }

    /// <inheritdoc/>
    protected override void Set(byte register, ushort value)
    {
        if (register != Ads1115Registers.Configuration || IsAnother) return;
        _configuration = value;
        if ((value & Ready) == 0) return;
        Finish();
        var now = seconds();
        _next = (ushort)(short)Math.Round(VoltAt(now, (Ads1115Input)(value >> 12 & 7)) / Ads1115Registers.VoltPerCount);
        _doneAt = now + ConversionSeconds;
    }

    /// <inheritdoc/>
    protected override ushort Get(byte register)
    {
        Finish();
        return register == Ads1115Registers.Result ? _result : (ushort)(seconds() >= _doneAt ? _configuration | Ready : _configuration & ~Ready);
    }

    private void Finish()
    {
        if (seconds() >= _doneAt) _result = _next;
    }

    private double VoltAt(double now, Ads1115Input input)
    {
        var isOff = patient.Scenario.At(now).Kind == EpisodeKind.LeadOff;
        return input switch
        {
            Ads1115Input.Ecg when isOff => SupplyVolt,
            Ads1115Input.Ecg => Math.Clamp(SupplyVolt / 2 + _ecg.At(now) * gain / 1000, 0, SupplyVolt),
            Ads1115Input.LeadPlus => isOff ? SupplyVolt : 0,
            _ => 0,
        };
    }
}
