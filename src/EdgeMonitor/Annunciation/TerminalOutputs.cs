using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Annunciation;

/// <summary>Signals as lines of text, where no GPIO chip is configured: for demonstration, never at a bedside.</summary>
/// <param name="writer">Where the lines go; used by the annunciator's thread alone.</param>
internal sealed class TerminalOutputs(TextWriter writer) : IAnnunciationOutputs
{
    private AnnunciationPlan? _shown;

    /// <inheritdoc/>
    public string Notice => "No GPIO chip is configured (Annunciation:Chip): there is NO buzzer, NO lamp and NO nurse call. This is for demonstration only.";

    /// <inheritdoc/>
    public void Apply(AnnunciationPlan plan, AnnunciationLevels levels, TimeSpan now)
    {
        if (plan == _shown) return;
        if (_shown is not null || plan != AnnunciationPlan.Quiet) Write(Describe(plan));
        _shown = plan;
    }

    /// <inheritdoc/>
    public void Dispose() => Write("The monitor has stopped: nothing is signalled any more.");

    private static string Describe(AnnunciationPlan plan)
    {
        if (plan.Light == AlarmPriority.None && plan.Sound == AlarmPriority.None) return plan.NurseCall ? "ALARM none, nurse call" : "ALARM none";
        AlarmPriority highest = plan.Light > plan.Sound ? plan.Light : plan.Sound;
        string sound = plan.Sound == AlarmPriority.None ? "silent" : $"{Upper(plan.Sound)} sound";
        return $"ALARM {Upper(highest)} {plan.Text} ({sound}{(plan.NurseCall ? ", nurse call" : "")})";
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
