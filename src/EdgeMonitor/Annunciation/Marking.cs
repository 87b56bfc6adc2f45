using System.Globalization;
using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Annunciation;

/// <summary>The marking of what people have switched off, as every display must show it while it is in force (IEC 60601-1-8).</summary>
internal static class Marking
{
    /// <summary>The marking, with the countdown where it ends by itself, e.g. <c>AUDIO PAUSED 1:58</c>; empty where nothing is switched off.</summary>
    /// <param name="plan">What is signalled.</param>
    /// <param name="now">Now, on the monitor's line.</param>
    public static string Of(AnnunciationPlan plan, TimeSpan now)
    {
        string state = plan.Inactivation switch
        {
            Inactivation.AudioPaused => "AUDIO PAUSED",
            Inactivation.AudioOff => "AUDIO OFF",
            Inactivation.AlarmPaused => "ALARM PAUSED",
            Inactivation.AlarmOff => "ALARM OFF",
            Inactivation.Standby => "STANDBY",
            _ => "",
        };
        if (state.Length == 0 || plan.InactiveUntil is not { } until) return state;
        // Rounded up: while it is in force at least one second is left.
        long seconds = until <= now ? 0 : (long)Math.Ceiling((until - now).TotalSeconds);
        return string.Create(CultureInfo.InvariantCulture, $"{state} {seconds / 60}:{seconds % 60:00}");
    }
}
