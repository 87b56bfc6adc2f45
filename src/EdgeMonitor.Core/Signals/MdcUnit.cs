using System.Globalization;

namespace EdgeMonitor.Core.Signals;

/// <summary>IEEE 11073-10101 context-free codes of units (partition 4).</summary>
public static class MdcUnit
{
    /// <summary>MDC_DIM_DIMLESS.</summary>
    public const uint Dimensionless = 262656;

    /// <summary>MDC_DIM_PERCENT.</summary>
    public const uint Percent = 262688;

    /// <summary>MDC_DIM_SEC.</summary>
    public const uint Second = 264320;

    /// <summary>MDC_DIM_MILLI_SEC.</summary>
    public const uint Millisecond = 264338;

    /// <summary>MDC_DIM_BEAT_PER_MIN.</summary>
    public const uint BeatPerMinute = 264864;

    /// <summary>MDC_DIM_RESP_PER_MIN.</summary>
    public const uint BreathPerMinute = 264928;

    /// <summary>MDC_DIM_MMHG.</summary>
    public const uint MillimetreOfMercury = 266016;

    /// <summary>MDC_DIM_MILLI_VOLT.</summary>
    public const uint Millivolt = 266418;

    /// <summary>MDC_DIM_X_OHM.</summary>
    public const uint Ohm = 266432;

    /// <summary>MDC_DIM_DEGC.</summary>
    public const uint DegreeCelsius = 268192;

    /// <summary>MDC_DIM_KILO_PASCAL.</summary>
    public const uint Kilopascal = 265987;

    /// <summary>Standard gravity, 9.80665 m/s²; a private code (partition 4, terms from 0xF000 on).</summary>
    public const uint StandardGravity = 0x4_F040;

    /// <summary>The unit as a nurse reads it: <c>bpm</c>, <c>%</c>, <c>mV</c>; the number itself where it is not in the table.</summary>
    public static string SymbolOf(uint unit) => unit switch
    {
        Dimensionless => "1",
        Percent => "%",
        Second => "s",
        Millisecond => "ms",
        BeatPerMinute => "bpm",
        BreathPerMinute => "/min",
        MillimetreOfMercury => "mmHg",
        Millivolt => "mV",
        Ohm => "Ohm",
        DegreeCelsius => "°C",
        Kilopascal => "kPa",
        StandardGravity => "g",
        _ => unit.ToString(CultureInfo.InvariantCulture),
    };
}
