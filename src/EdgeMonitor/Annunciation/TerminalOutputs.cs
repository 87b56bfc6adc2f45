using System.Globalization;
using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Annunciation;

/// <summary>Signals as lines of text, where no GPIO chip is configured: for demonstration, never at a bedside.</summary>
/// <param name="writer">Where the lines go; used by the annunciator's thread alone.</param>
/// <param name="monitorTime">Now, on the monitor's line: the countdown of a pause ends there.</param>
internal sealed class TerminalOutputs(TextWriter writer, Func<TimeSpan> monitorTime) : IAnnunciationOutputs
{
    // Chosen: a countdown that scrolls by each second would push away what matters.
    private static readonly TimeSpan CountdownEvery = TimeSpan.FromSeconds(10);

    private AnnunciationPlan? _shown;
    private TimeSpan _countAgainAt;

    /// <inheritdoc/>
    public string Notice => "No GPIO chip is configured (Annunciation:Chip): there is NO buzzer, NO lamp and NO nurse call. This is for demonstration only.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Faults { get; } = ["No GPIO chip is configured (Annunciation:Chip): there is no buzzer, no lamp and no nurse call to test."];

    /// <inheritdoc/>
    public void Apply(AnnunciationPlan plan, AnnunciationLevels levels, TimeSpan now)
    {
        bool counts = plan is { Inactivation: not Inactivation.None, InactiveUntil: not null };
        if (plan == _shown && !(counts && now >= _countAgainAt)) return;
        if (plan.Reminders > (_shown?.Reminders ?? 0)) Write($"REMINDER {Marking.Of(plan, monitorTime())}");
        // Where only the reminder counts on, its line has said it.
        bool differs = plan with { Reminders = _shown?.Reminders ?? 0 } != (_shown ?? AnnunciationPlan.Quiet);
        if (differs || counts) Write(Describe(plan));
        _countAgainAt = now + CountdownEvery;
        _shown = plan;
    }

    /// <inheritdoc/>
    public void Say(string sentence) => Write(sentence);

    /// <inheritdoc/>
    public void Dispose() => Write("The monitor has stopped: nothing is signalled any more.");

    private string Describe(AnnunciationPlan plan)
    {
        string marking = Marking.Of(plan, monitorTime());
        string end = marking.Length == 0 ? "" : $" [{marking}]";
        if (plan.Light == AlarmPriority.None && plan.Sound == AlarmPriority.None) return (plan.NurseCall ? "ALARM none, nurse call" : "ALARM none") + end;
        AlarmPriority highest = plan.Light > plan.Sound ? plan.Light : plan.Sound;
        string sound = plan.Sound == AlarmPriority.None ? "silent" : $"{Upper(plan.Sound)} sound";
        string others = plan.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" +{plan.Count - 1}") : "";
        return $"ALARM {Upper(highest)} {plan.Text}{others} ({sound}{(plan.NurseCall ? ", nurse call" : "")}){end}";
    }

    private static string Upper(AlarmPriority priority) => priority.ToString().ToUpperInvariant();

    private void Write(string line)
    {
        try
        {
            writer.WriteLine(line);
            writer.Flush();
        }
        catch (IOException)
        {
            // The reader of a demonstration has gone away; there is nobody to tell.
        }
    }
}
