using System.Globalization;

namespace EdgeMonitor.Core.Alarms;

/// <summary>
/// How the alarm system behaves at this site, whoever the patient is: what latches, what may be switched off, and its times. Within guard rails
/// that no setting can leave; the rails are the project's choice where no source is named.
/// </summary>
public sealed record AlarmPolicy
{
    /// <summary>Longest standby that a person may ask for. Chosen: an operation or an examination, with room.</summary>
    public static readonly TimeSpan LongestStandby = TimeSpan.FromHours(4);

    private static readonly string[] AlwaysKnown = ["asystole", "ventricular-fibrillation", "ventricular-tachycardia"];

    /// <summary>
    /// How a recording is played: nobody is there to acknowledge, so nothing latches and an alarm ends with its condition. A policy of no bedside.
    /// </summary>
    public static AlarmPolicy Unattended { get; } = new() { Latching = [] };

    /// <summary>
    /// Names of the conditions that are signalled after their end until a person has acknowledged them. Default: the lethal rhythms, which must not
    /// pass unseen because they ended by themselves.
    /// </summary>
    public List<string> Latching { get; init; } = [.. AlwaysKnown];

    /// <summary>Whether AUDIO OFF may be chosen at all. Lights and nurse call go on in it, and it is reminded of.</summary>
    public bool AudioOffAllowed { get; init; } = true;

    /// <summary>Whether ALARM OFF may be chosen at all. Default no: nothing but its marking and the reminder would show a dying patient.</summary>
    public bool AlarmOffAllowed { get; init; }

    /// <summary>
    /// Whether a new alarm at least as urgent as all that were there ends AUDIO PAUSED and ALARM PAUSED. Where not, a new HIGH one still does.
    /// </summary>
    public bool NewAlarmBreaksPause { get; init; } = true;

    /// <summary>Longest and usual ALARM PAUSED, seconds; 10 to 180 (as the audio pause, usual maximum 2 minutes, unverified).</summary>
    public double AlarmPauseSeconds { get; init; } = 120;

    /// <summary>Time between two reminder signals of the off states and of standby, minutes; 1 to 15 (15 at the most is a sensible choice, unverified).</summary>
    public double ReminderMinutes { get; init; } = 5;

    /// <summary>
    /// How long a MEDIUM alarm of the patient may stay unattended before it becomes HIGH, seconds; 60 to 600. Chosen: 180, longer than the longest audio
    /// pause, so that a nurse who was there is not called more urgently before the pause is over.
    /// </summary>
    public double EscalationSeconds { get; init; } = 180;

    /// <summary>Usual standby, minutes; 5 to 240.</summary>
    public double StandbyMinutes { get; init; } = 30;

    /// <summary>More new alarms than this within 60 s are a flood; 5 to 50. Chosen: 10, more than a detached patient with every sensor makes.</summary>
    public int FloodStarts { get; init; } = 10;

    /// <summary>Every value that lies outside its rails; empty for a policy that may be used.</summary>
    public IReadOnlyList<LimitFault> Faults()
    {
        var faults = new List<LimitFault>();
        Within(nameof(AlarmPauseSeconds), AlarmPauseSeconds, 10, 180, "s");
        Within(nameof(ReminderMinutes), ReminderMinutes, 1, 15, "min");
        Within(nameof(EscalationSeconds), EscalationSeconds, 60, 600, "s");
        Within(nameof(StandbyMinutes), StandbyMinutes, 5, LongestStandby.TotalMinutes, "min");
        Within(nameof(FloodStarts), FloodStarts, 5, 50, "starts");
        // A name misspelt would let an alarm go unseen that the site wants to see.
        string[] known = [.. AlarmRules.Names.Union(AlwaysKnown).Order(StringComparer.Ordinal)];
        foreach (var name in Latching.Except(known)) faults.Add(new(nameof(Latching), name, $"of the conditions {string.Join(", ", known)}"));
        return faults;

        void Within(string name, double value, double lowest, double highest, string unit)
        {
            if (!(value >= lowest && value <= highest)) faults.Add(new(name, Text(value), $"{Text(lowest)} to {Text(highest)} {unit}"));
        }

        static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
    }
}
