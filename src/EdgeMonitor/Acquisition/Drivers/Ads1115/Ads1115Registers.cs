using System.Globalization;
using EdgeMonitor.Acquisition.Links;

namespace EdgeMonitor.Acquisition.Drivers.Ads1115;

/// <summary>What can be converted: an input against ground (the field MUX).</summary>
internal enum Ads1115Input
{
    /// <summary>AIN0, the ECG.</summary>
    Ecg = 4,

    /// <summary>AIN2, LO+.</summary>
    LeadPlus = 6,

    /// <summary>AIN3, LO-.</summary>
    LeadMinus = 7,
}

/// <summary>The registers of an ADS1115 (TI SBAS444), used for single conversions only: each begins when it is asked for.</summary>
internal static class Ads1115Registers
{
    /// <summary>Registers.</summary>
    public const byte Result = 0x00, Configuration = 0x01;

    /// <summary>A conversion, ms at most: 1/860 s, 10 % for its oscillator, 0.03 ms to wake up, and the transfers around it.</summary>
    public const double ConversionMilliseconds = 1.45;

    /// <summary>Volts of a count in the range of ±4.096 V.</summary>
    public const double VoltPerCount = 125e-6;

    /// <summary>In <see cref="Configuration"/>: begins a conversion when written; reads as 1 while none runs.</summary>
    private const int Start = 0x8000;

    /// <summary>±4.096 V, single conversions, 860 a second, comparator off.</summary>
    private const int Usual = 0x0200 | 0x0100 | 0x00E0 | 0x0003;

    /// <summary>What begins a conversion of an input.</summary>
    public static ushort StartOf(Ads1115Input input) => (ushort)(Start | (int)input << 12 | Usual);

    /// <summary>Begins a conversion.</summary>
    public static void Begin(I2cChip chip, Ads1115Input input) => chip.WriteWord(Configuration, StartOf(input));

    /// <summary>True while no conversion runs.</summary>
    public static bool IsDone(I2cChip chip) => (chip.ReadWord(Configuration) & Start) != 0;

    /// <summary>The chip has no identity register: it must keep its configuration as an ADS1115 does, of two different inputs.</summary>
    /// <exception cref="IOException">It does not.</exception>
    public static ChipIdentity Identify(I2cChip chip)
    {
        foreach (var input in (ReadOnlySpan<Ads1115Input>)[Ads1115Input.LeadMinus, Ads1115Input.Ecg])
        {
            Begin(chip, input);
            var kept = chip.ReadWord(Configuration);
            chip.Require((kept | Start) == StartOf(input), "ADS1115", string.Create(CultureInfo.InvariantCulture, $"its configuration says 0x{kept:X4} where 0x{StartOf(input):X4} was written"));
        }

        return new ChipIdentity("TI ADS1115");
    }
}
