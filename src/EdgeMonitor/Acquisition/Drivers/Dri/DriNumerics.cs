using System.Buffers.Binary;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Dri;

/// <summary>Turns the basic class of displayed values into readings.</summary>
/// <param name="sensor">The sensor's name.</param>
/// <param name="arterial">The channel, 1 to 4, that the settings name as the arterial pressure; 0 for none.</param>
internal sealed class DriNumerics(string sensor, int arterial)
{
    /// <summary>Bytes of a subrecord: time, 270 of a class, mark, and the word that names the class.</summary>
    public const int SubrecordSize = 278;

    /// <summary>Values below this are none; each says why.</summary>
    public const short InvalidBelow = -32001;

    private const int TimeSize = 4, ClassAt = 276, ClassBits = 0x0F00;

    /// <summary>Where the groups begin within the class, and their values behind status and label.</summary>
    private const int Ecg = 0, FirstPressure = 16, PressureStep = 14, Cuff = 72, FirstTemperature = 86, Oximeter = 118, Co2 = 132, Flow = 178, EcgExtra = 226, Values = 6;

    private const short UnderRange = -32764, OverRange = -32763;

    /// <summary>What a patient has (chosen): what lies beyond is a disconnected transducer's, or was damaged on its way.</summary>
    private const double HighestRate = 400, HighestBreaths = 200, HighestPercent = 100, HighestPressure = 300, HighestCarbonDioxide = 200, LowestTemperature = 10, HighestTemperature = 50;

    /// <summary>The three pressures of the cuff in eight bytes, low byte first; behind them stands its rate, which changes by itself.</summary>
    private const ulong ThreePressures = 0xFFFF_FFFF_FFFF;

    private ulong? _cuff;

    /// <summary>What is delivered, for the driver's description.</summary>
    public static IReadOnlyList<Delivery> Deliveries { get; } =
    [
        Delivery.Number(Mdc.EcgHeartRate, MdcUnit.BeatPerMinute, 0.2),
        Delivery.Number(Mdc.PulsRate, MdcUnit.BeatPerMinute, 0.2),
        Delivery.Number(Mdc.TthorRespRate, MdcUnit.BreathPerMinute, 0.2),
        Delivery.Number(Mdc.PressBldArtSys, MdcUnit.MillimetreOfMercury, 0.2),
        Delivery.Number(Mdc.PressBldArtDia, MdcUnit.MillimetreOfMercury, 0.2),
        Delivery.Number(Mdc.PressBldArtMean, MdcUnit.MillimetreOfMercury, 0.2),
        Delivery.Number(Mdc.PressBldNoninvSys, MdcUnit.MillimetreOfMercury),
        Delivery.Number(Mdc.PressBldNoninvDia, MdcUnit.MillimetreOfMercury),
        Delivery.Number(Mdc.PressBldNoninvMean, MdcUnit.MillimetreOfMercury),
        Delivery.Number(Mdc.Temp, MdcUnit.DegreeCelsius, 0.2),
        Delivery.Number(Mdc.PulsOximSatO2, MdcUnit.Percent, 0.2),
        Delivery.Number(Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute, 0.2),
        Delivery.Number(Mdc.AwayCo2Et, MdcUnit.MillimetreOfMercury, 0.2),
        Delivery.Number(Mdc.Co2RespRate, MdcUnit.BreathPerMinute, 0.2),
        Delivery.Number(Mdc.AwayRespRate, MdcUnit.BreathPerMinute, 0.2),
    ];

    /// <summary>Adds the readings of a subrecord; false where it is another class, or too short.</summary>
    public bool Take(ReadOnlySpan<byte> subrecord, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        if (subrecord.Length < SubrecordSize || (BinaryPrimitives.ReadUInt16LittleEndian(subrecord[ClassAt..]) & ClassBits) != 0) return false;
        var basic = subrecord[TimeSize..];
        Add(Mdc.EcgHeartRate, MdcUnit.BeatPerMinute, Word(basic, EcgExtra), 1, 1, HighestRate);
        Add(Mdc.PulsRate, MdcUnit.BeatPerMinute, Word(basic, Ecg + Values), 1, 1, HighestRate);
        Add(Mdc.TthorRespRate, MdcUnit.BreathPerMinute, Word(basic, Ecg + Values + 8), 1, 0, HighestBreaths);
        if (arterial > 0) AddPressure(basic[(FirstPressure + (arterial - 1) * PressureStep)..], Mdc.PressBldArtSys, Mdc.PressBldArtDia, Mdc.PressBldArtMean);
        var cuff = BinaryPrimitives.ReadUInt64LittleEndian(basic[(Cuff + Values)..]) & ThreePressures;
        // The cuff's values stay displayed for hours: they are told when they change. Of the first ones of a session nobody knows how old they are.
        if (_cuff is { } before && cuff != before) AddPressure(basic[Cuff..], Mdc.PressBldNoninvSys, Mdc.PressBldNoninvDia, Mdc.PressBldNoninvMean);
        _cuff = cuff;
        Add(Mdc.Temp, MdcUnit.DegreeCelsius, Word(basic, FirstTemperature + Values), 0.01, LowestTemperature, HighestTemperature);
        Add(Mdc.PulsOximSatO2, MdcUnit.Percent, Word(basic, Oximeter + Values), 0.01, 1, HighestPercent);
        Add(Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute, Word(basic, Oximeter + Values + 2), 1, 1, HighestRate);
        var (co2, ambient) = (Word(basic, Co2 + Values), Word(basic, Co2 + Values + 6));
        // Part of the ambient pressure, 1/100 % of 1/10 mmHg; without it there is no pressure.
        Add(Mdc.AwayCo2Et, MdcUnit.MillimetreOfMercury, ambient <= 0 && co2 >= InvalidBelow ? short.MinValue : co2, ambient * 1e-5, 0, HighestCarbonDioxide);
        Add(Mdc.Co2RespRate, MdcUnit.BreathPerMinute, Word(basic, Co2 + Values + 4), 1, 0, HighestBreaths);
        Add(Mdc.AwayRespRate, MdcUnit.BreathPerMinute, Word(basic, Flow + Values), 1, 0, HighestBreaths);
        return true;

        void AddPressure(ReadOnlySpan<byte> group, uint systolic, uint diastolic, uint mean)
        {
            Add(systolic, MdcUnit.MillimetreOfMercury, Word(group, Values), 0.01, 1, HighestPressure);
            Add(diastolic, MdcUnit.MillimetreOfMercury, Word(group, Values + 2), 0.01, 1, HighestPressure);
            Add(mean, MdcUnit.MillimetreOfMercury, Word(group, Values + 4), 0.01, 1, HighestPressure);
        }

        void Add(uint mdc, uint unit, short raw, double scale, double lowest, double highest)
        {
            var value = raw * scale;
            // Zero stands where nothing is measured, not for a patient without pressure, pulse or oxygen; a rate or part of zero breaths may be true.
            var reason = raw < InvalidBelow ? raw is UnderRange or OverRange ? NoData.PoorSignal : NoData.NotMeasured
                : raw == 0 && lowest > 0 ? NoData.NotMeasured
                : value < lowest || value > highest ? NoData.PoorSignal
                : NoData.None;
            // Hundredths are divided, not multiplied: 36.8 is then the nearest number to 36.8.
            inputs.Add(reason == NoData.None
                ? Reading.Valid(sensor, mdc, unit, scale == 0.01 ? raw / 100.0 : value, at)
                : Reading.Missing(sensor, mdc, unit, reason, at));
        }
    }

    private static short Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt16LittleEndian(bytes[at..]);
}
