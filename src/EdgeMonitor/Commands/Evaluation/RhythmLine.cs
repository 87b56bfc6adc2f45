namespace EdgeMonitor.Commands.Evaluation;

/// <summary>One condition on one record, or on all.</summary>
/// <param name="Condition">The alarm condition.</param>
/// <param name="Record">The record's name, or <c>all</c>.</param>
/// <param name="Episodes">Annotated episodes that meet the definition.</param>
/// <param name="Found">Of these, those that the condition signalled.</param>
/// <param name="Called">Of these, those that any of the five conditions signalled.</param>
/// <param name="Median">Median time to alarm of those found, s; null where there is none.</param>
/// <param name="Longest">The longest, s.</param>
/// <param name="False">Alarms outside all episodes.</param>
/// <param name="Misnamed">Alarms within an episode of another condition only.</param>
/// <param name="FalsePerHour">False alarms an hour of recording; null where nothing was played.</param>
internal sealed record RhythmLine(
    string Condition, string Record, int Episodes, int Found, int Called, double? Median, double? Longest, int False, int Misnamed, double? FalsePerHour)
{
    public static RhythmLine Of(string condition, string record, IReadOnlyCollection<RhythmVerdict> verdicts)
    {
        var results = verdicts.SelectMany(verdict => verdict.ResultsOf(condition)).ToList();
        double[] delays = [.. results.Where(result => result.Delay is not null).Select(result => result.Delay!.Value).Order()];
        var wrong = verdicts.Select(verdict => verdict.FalseAlarmsOf(condition)).ToList();
        var (hours, falseAlarms) = (verdicts.Sum(verdict => verdict.Hours), wrong.Sum(pair => pair.False));
        return new(
            condition,
            record,
            results.Count,
            delays.Length,
            results.Count(result => result.AnyDelay is not null),
            delays.Length > 0 ? (delays[(delays.Length - 1) / 2] + delays[delays.Length / 2]) / 2 : null,
            delays.Length > 0 ? delays[^1] : null,
            falseAlarms,
            wrong.Sum(pair => pair.Misnamed),
            hours > 0 ? falseAlarms / hours : null);
    }
}
