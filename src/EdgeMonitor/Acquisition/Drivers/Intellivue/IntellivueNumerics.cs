using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Intellivue;

/// <summary>Turns numerics into readings: known terms only, in one unit each, and a value only where its state says that it is measured on this patient.</summary>
internal sealed class IntellivueNumerics(string sensor)
{
    /// <summary>mmHg in a kilopascal (conventional millimetre of mercury).</summary>
    public const double MillimetresPerKilopascal = 7.500617;

    /// <summary>Another object may bring the same quantity (two skin temperatures) only once the first has been silent, or without a value, for this long: chosen, ten usual polls.</summary>
    private static readonly TimeSpan OwnerLease = TimeSpan.FromSeconds(10);

    private static readonly Kind[] Kinds =
    [
        new(0x4182, Mdc.EcgHeartRate, MdcUnit.BeatPerMinute),
        new(0x4261, Mdc.EcgVpcCount, MdcUnit.Dimensionless),
        new(0x480A, Mdc.PulsRate, MdcUnit.BeatPerMinute),
        new(0x481A, Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute),
        // The pulse that the oximeter counts, under the monitor's name for it.
        new(0x4822, Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute),
        new(0x4BB8, Mdc.PulsOximSatO2, MdcUnit.Percent),
        new(0x4A05, Mdc.PressBldNoninvSys, MdcUnit.MillimetreOfMercury, NowAndThen: true),
        new(0x4A06, Mdc.PressBldNoninvDia, MdcUnit.MillimetreOfMercury, NowAndThen: true),
        new(0x4A07, Mdc.PressBldNoninvMean, MdcUnit.MillimetreOfMercury, NowAndThen: true),
        new(0x4A11, Mdc.PressBldArtSys, MdcUnit.MillimetreOfMercury),
        new(0x4A12, Mdc.PressBldArtDia, MdcUnit.MillimetreOfMercury),
        new(0x4A13, Mdc.PressBldArtMean, MdcUnit.MillimetreOfMercury),
        new(0x4A15, Mdc.PressBldArtSys, MdcUnit.MillimetreOfMercury),
        new(0x4A16, Mdc.PressBldArtDia, MdcUnit.MillimetreOfMercury),
        new(0x4A17, Mdc.PressBldArtMean, MdcUnit.MillimetreOfMercury),
        new(0x500A, Mdc.RespRate, MdcUnit.BreathPerMinute),
        new(0x5012, Mdc.AwayRespRate, MdcUnit.BreathPerMinute),
        new(0x4B48, Mdc.Temp, MdcUnit.DegreeCelsius),
        new(0x4B5C, Mdc.TempBody, MdcUnit.DegreeCelsius),
        new(0x4B74, Mdc.TempSkin, MdcUnit.DegreeCelsius),
        new(0x4B78, Mdc.TempTymp, MdcUnit.DegreeCelsius),
        new(0x50B0, Mdc.AwayCo2Et, MdcUnit.MillimetreOfMercury),
    ];

    private readonly Owner[] _owners = new Owner[Kinds.Length];

    /// <summary>What is delivered, for the driver's description.</summary>
    public static IEnumerable<Delivery> Deliveries { get; } =
        [.. Kinds.Select(kind => Delivery.Number(kind.Mdc, kind.Unit, kind.NowAndThen ? 0 : 1)).Distinct()];

    /// <summary>Adds the readings of an object.</summary>
    public void Take(in IntellivueObservation observation, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        if (observation.Numeric.Length >= 10) TakeOne(observation, observation.Numeric, at, inputs);
        var compound = new OctetReader(observation.Compound);
        var count = compound.U16();
        var values = new OctetReader(compound.Counted());
        for (; count > 0 && values.Left.Length >= 10; count--) TakeOne(observation, values.Take(10), at, inputs);
    }

    private void TakeOne(in IntellivueObservation observation, ReadOnlySpan<byte> bytes, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        var reader = new OctetReader(bytes);
        var (term, state, unit, value) = (reader.U16(), (MeasurementState)reader.U16(), reader.U16(), IntellivueFloat.Read(reader.U32()));
        var index = Array.FindIndex(Kinds, known => known.Term == term);
        if (index < 0) return;
        var kind = Kinds[index];
        ref var owner = ref _owners[Array.FindIndex(Kinds, known => known.Mdc == kind.Mdc)];
        var reason = ReasonOf(state, value);
        var isSame = owner.Known && owner.Handle == observation.Handle;
        var spoke = at - owner.At < OwnerLease;
        var hadValue = owner.ValueAt is { } had && at - had < OwnerLease;
        // A source without a value, a probe in nobody's mouth, does not stand in the way of one that has one.
        if (owner.Known && !isSame && spoke && (hadValue || reason != NoData.None)) return;
        var measured = MeasurementOf(observation.TimeStamp, bytes);
        var isNew = isSame && owner.Measurement != measured;
        owner = new Owner(true, observation.Handle, measured, at, reason == NoData.None ? at : isSame ? owner.ValueAt : null);
        // A cuff's value stays on the monitor's screen for hours: it is told once, when it was measured. Of the first one seen nobody knows how old it is.
        if (kind.NowAndThen && !isNew) return;
        inputs.Add(reason == NoData.None && Convert(value.GetValueOrDefault(), unit, kind.Unit) is { } converted
            ? Reading.Valid(sensor, kind.Mdc, kind.Unit, converted, at)
            : Reading.Missing(sensor, kind.Mdc, kind.Unit, reason == NoData.None ? NoData.NotMeasured : reason, at));
    }

    private static NoData ReasonOf(MeasurementState state, double? value)
        => (state & (MeasurementState.Unavailable | MeasurementState.NotThePatient)) != 0 ? NoData.NotMeasured
        : (state & (MeasurementState.Invalid | MeasurementState.Questionable)) != 0 ? NoData.PoorSignal
        : value is null ? NoData.NotMeasured
        : NoData.None;

    /// <summary>The value in our unit, or null where the monitor's unit is another quantity's.</summary>
    private static double? Convert(double value, ushort from, uint to) => (from, to) switch
    {
        (UnitTerm.Percent, MdcUnit.Percent) or (UnitTerm.Celsius, MdcUnit.DegreeCelsius) or (UnitTerm.MillimetreOfMercury, MdcUnit.MillimetreOfMercury)
            or (UnitTerm.Dimensionless, MdcUnit.Dimensionless) or (UnitTerm.BeatPerMinute, MdcUnit.Dimensionless)
            or (UnitTerm.BeatPerMinute or UnitTerm.PulsePerMinute, MdcUnit.BeatPerMinute) or (UnitTerm.BreathPerMinute, MdcUnit.BreathPerMinute) => value,
        (UnitTerm.Kilopascal, MdcUnit.MillimetreOfMercury) => value * MillimetresPerKilopascal,
        (UnitTerm.Fahrenheit, MdcUnit.DegreeCelsius) => (value - 32) / 1.8,
        _ => null,
    };

    /// <summary>What tells one measurement from the next: its time stamp, or the value itself where there is none.</summary>
    private static ulong MeasurementOf(ReadOnlySpan<byte> stamp, ReadOnlySpan<byte> value)
    {
        const ulong offset = 14695981039346656037, prime = 1099511628211; // FNV-1a, 64 bits.
        var hash = offset;
        foreach (var octet in stamp.IsEmpty ? value : stamp) hash = (hash ^ octet) * prime;
        return hash;
    }

    private readonly record struct Kind(ushort Term, uint Mdc, uint Unit, bool NowAndThen = false);

    private readonly record struct Owner(bool Known, ushort Handle, ulong Measurement, TimeSpan At, TimeSpan? ValueAt);
}
