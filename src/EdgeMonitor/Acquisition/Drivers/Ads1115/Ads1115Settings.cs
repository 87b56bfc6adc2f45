using System.Globalization;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Ads1115;

/// <summary>The settings of an ECG lead on an ADS1115.</summary>
/// <param name="Rate">Samples a second, Hz.</param>
/// <param name="Gain">The amplifier's gain.</param>
/// <param name="Lead">The lead's name, e.g. <c>II</c>; <c>ECG</c> where its electrodes form none that has a name.</param>
/// <param name="WatchesLeads">True where the amplifier's LO+ and LO- are connected to AIN2 and AIN3.</param>
internal sealed record Ads1115Settings(int Rate, double Gain, string Lead, bool WatchesLeads)
{
    /// <summary>Names of the settings.</summary>
    public const string RateSetting = "Rate", GainSetting = "Gain", LeadSetting = "Lead", LeadOffSetting = "LeadOff";

    /// <summary>Gain of the AD8232 itself; boards of the usual design add 11 times more in their filter.</summary>
    private const double LowestGain = 1, HighestGain = 10_000;

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [RateSetting, GainSetting, LeadSetting, LeadOffSetting];

    /// <summary>The rates, Hz: periods in which a conversion and, now and then, a look at the leads fit.</summary>
    public static IReadOnlyList<int> Rates { get; } = [125, 250];

    /// <summary>The leads that two electrodes and a reference can form.</summary>
    public static IReadOnlyList<(string Name, uint Mdc)> Leads { get; } =
        [.. new[] { "ECG", "I", "II", "III" }.Select(name => (name, Mdc.EcgLeadOf(name) ?? Mdc.EcgLead))];

    /// <summary>The lead's code.</summary>
    public uint LeadCode => Leads.First(lead => lead.Name == Lead).Mdc;

    /// <summary>Reads them.</summary>
    /// <exception cref="SensorSettingException">One of them is wrong.</exception>
    public static Ads1115Settings Of(SensorContext context)
    {
        var rate = context.Settings.GetValueOrDefault(RateSetting, "250");
        if (!int.TryParse(rate, NumberStyles.None, CultureInfo.InvariantCulture, out var hertz) || !Rates.Contains(hertz))
            throw new SensorSettingException($"Settings:{RateSetting}", rate, "125 or 250, samples a second");
        var gain = context.Settings.GetValueOrDefault(GainSetting, "1100");
        if (!double.TryParse(gain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var times) || times is < LowestGain or > HighestGain)
            throw new SensorSettingException($"Settings:{GainSetting}", gain, "a number from 1 to 10000, the gain of amplifier and filter together");
        var lead = context.Settings.GetValueOrDefault(LeadSetting, "ECG");
        if (!Leads.Any(known => known.Name == lead)) throw new SensorSettingException($"Settings:{LeadSetting}", lead, "ECG, I, II or III");
        var leadOff = context.Settings.GetValueOrDefault(LeadOffSetting, "inputs");
        return leadOff is "inputs" or "none"
            ? new Ads1115Settings(hertz, times, lead, leadOff == "inputs")
            : throw new SensorSettingException($"Settings:{LeadOffSetting}", leadOff, "inputs (LO+ on AIN2, LO- on AIN3) or none");
    }
}
