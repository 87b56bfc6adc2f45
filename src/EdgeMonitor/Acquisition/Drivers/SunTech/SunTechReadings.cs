using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.SunTech;

/// <summary>From the module's numbers to readings.</summary>
internal static class SunTechReadings
{
    /// <summary>The highest pressure that is taken for one, mmHg: the module's own cut-off for adults.</summary>
    private const int HighestMmHg = 300;

    /// <summary>What a measurement brings.</summary>
    public static IReadOnlyList<Delivery> Deliveries { get; } =
    [
        Delivery.Number(Mdc.PressBldNoninvSys, MdcUnit.MillimetreOfMercury),
        Delivery.Number(Mdc.PressBldNoninvDia, MdcUnit.MillimetreOfMercury),
        Delivery.Number(Mdc.PressBldNoninvMean, MdcUnit.MillimetreOfMercury),
        Delivery.Number(Mdc.PulsRateNonInv, MdcUnit.BeatPerMinute),
    ];

    /// <summary>The pressure in the cuff.</summary>
    public static Reading Cuff(string sensor, int mmHg, TimeSpan at) => Reading.Valid(sensor, Mdc.PressCuff, MdcUnit.MillimetreOfMercury, mmHg, at);

    /// <summary>The module answers, and its cuff is empty: nothing is measured. It leaves the last result and its time as they are.</summary>
    public static Reading Idle(string sensor, TimeSpan at) => Reading.Missing(sensor, Mdc.PressCuff, MdcUnit.MillimetreOfMercury, NoData.NotMeasured, at);

    /// <summary>A measurement has ended with this.</summary>
    public static void Add(string sensor, in SunTechResult result, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        inputs.Add(Reading.Valid(sensor, Mdc.PressNoninvError, MdcUnit.Dimensionless, result.Error, at));
        // An order that no artery has, or a zero, is a result that is none, whatever the error code says.
        if (result.Error != 0 || result.Diastolic <= 0 || result.Mean <= result.Diastolic || result.Systolic <= result.Mean || result.Systolic > HighestMmHg)
        {
            AddMissing(sensor, result.Error == 0 ? NoData.DeviceError : ReasonOf(result.Error), at, inputs);
            return;
        }

        Pressure(Mdc.PressBldNoninvSys, result.Systolic);
        Pressure(Mdc.PressBldNoninvDia, result.Diastolic);
        Pressure(Mdc.PressBldNoninvMean, result.Mean);
        inputs.Add(result.Pulse > 0
            ? Reading.Valid(sensor, Mdc.PulsRateNonInv, MdcUnit.BeatPerMinute, result.Pulse, at)
            : Reading.Missing(sensor, Mdc.PulsRateNonInv, MdcUnit.BeatPerMinute, NoData.NotMeasured, at));

        void Pressure(uint mdc, int mmHg) => inputs.Add(Reading.Valid(sensor, mdc, MdcUnit.MillimetreOfMercury, mmHg, at));
    }

    /// <summary>A measurement was tried and has brought nothing: the values of the one before are not those of now.</summary>
    public static void AddMissing(string sensor, NoData reason, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        foreach (var value in Deliveries) inputs.Add(Reading.Missing(sensor, value.Mdc, value.Unit, reason, at));
    }

    /// <summary>Why the module found nothing. Codes: general knowledge, unverified; see README.md.</summary>
    private static NoData ReasonOf(int error) => error switch
    {
        1 or 2 or 3 or 4 => NoData.PoorSignal,
        86 => NoData.NotMeasured,
        _ => NoData.DeviceError,
    };
}
