using System.Text.Json.Nodes;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Control;

/// <summary>The answer to <c>status</c>: what is signalled, what is switched off and for how long yet, the limits, the quality of the signals, and NEWS2. It says nothing about who the patient is.</summary>
internal static class StateReport
{
    /// <summary>The report.</summary>
    /// <param name="plan">The monitor's plan of the moment.</param>
    /// <param name="state">Alarms and limits.</param>
    /// <param name="now">The monitor's time, for the countdown.</param>
    public static JsonObject Make(AnnunciationPlan plan, BedsideState state, TimeSpan now)
    {
        var alarms = new JsonArray();
        foreach (var alarm in state.Alarms)
        {
            alarms.Add(new JsonObject
            {
                ["id"] = alarm.Id,
                ["condition"] = alarm.Rule.Condition,
                ["kind"] = Names.Of(alarm.Rule.Kind),
                ["priority"] = Names.Of(alarm.Priority),
                ["sensor"] = alarm.Sensor,
                ["for"] = Math.Round((now - alarm.At).TotalSeconds),
                ["reason"] = alarm.Evidence.Reason,
            });
        }

        return new JsonObject
        {
            ["sound"] = Names.Of(plan.Sound),
            ["light"] = Names.Of(plan.Light),
            ["nurseCall"] = plan.NurseCall,
            ["inactivation"] = Names.Of(plan.Inactivation),
            ["remaining"] = plan.InactiveUntil is { } until ? Math.Ceiling(Math.Max(0, (until - now).TotalSeconds)) : null,
            ["profile"] = Names.Of(state.Limits.Profile),
            ["alarms"] = alarms,
            ["limits"] = LimitChange.ToJson(state.Limits),
            ["advice"] = Advice(state.Limits),
            ["vitals"] = new JsonArray([.. state.Vitals.Select(Of)]),
            ["signals"] = new JsonArray([.. state.Signals.Select(judged => Of(judged, now))]),
            ["sensors"] = state.Sensors(now),
            ["rhythm"] = Of(state.Rhythms, now),
            ["news2"] = state.Score is { } score ? Of(score, now) : null,
        };
    }

    private static JsonObject Of(Reading reading)
    {
        var vital = new JsonObject
        {
            ["name"] = Mdc.NameOf(reading.Mdc),
            ["code"] = reading.Mdc,
            ["sensor"] = reading.Sensor,
            ["value"] = reading.Value is { } value ? Math.Round(value, 2) : null,
            ["unit"] = MdcUnit.SymbolOf(reading.Unit),
        };
        if (reading.Value is null) vital["missing"] = Names.Of(reading.Reason);
        if (reading.Quality != SignalQuality.Unknown) vital["quality"] = Names.Of(reading.Quality);
        if (reading.Mark != ReadingMark.None) vital["mark"] = Names.Of(reading.Mark);
        return vital;
    }

    private static JsonObject Of(SignalJudged judged, TimeSpan now) => new()
    {
        ["sensor"] = judged.Signal.Sensor,
        ["label"] = judged.Signal.Label,
        ["name"] = judged.Signal.Mdc == 0 ? judged.Signal.Label : Mdc.NameOf(judged.Signal.Mdc),
        ["quality"] = Names.Of(judged.Quality),
        ["faults"] = FaultNames.Of(judged.Faults),
        ["for"] = Math.Round((now - judged.At).TotalSeconds),
    };

    private static JsonObject Of(EarlyWarningScore score, TimeSpan now) => new()
    {
        ["value"] = score.Total,
        ["known"] = score.Known,
        ["band"] = score.Band is { } band ? Names.Of(band) : null,
        ["missing"] = score.Missing,
        ["for"] = Math.Round((now - score.At).TotalSeconds),
    };

    private static JsonArray Of(IReadOnlyList<RhythmDescribed> rhythms, TimeSpan now) =>
    [
        .. rhythms.Where(rhythm => rhythm.Findings is not null).Select(rhythm => new JsonObject
        {
            ["sensor"] = rhythm.Sensor,
            ["found"] = new JsonArray([.. RhythmText.NamesOf(rhythm.Findings!.Value).Select(name => (JsonNode)name)]),
            ["for"] = Math.Round((now - rhythm.At).TotalSeconds),
        }),
    ];

    /// <summary>What is unusual about the limits: one sentence each.</summary>
    public static JsonArray Advice(AlarmLimits limits) => [.. limits.Advice().Select(sentence => (JsonNode)sentence)];

    /// <summary>The head of the report in one sentence.</summary>
    public static string Sentence(AnnunciationPlan plan, int alarms, TimeSpan now)
    {
        var signalled = alarms switch { 0 => "No alarm is signalled", 1 => "1 alarm is signalled", _ => $"{alarms} alarms are signalled" };
        if (plan.Inactivation == Inactivation.None) return signalled + "; nothing is switched off.";
        var state = Names.Of(plan.Inactivation).Replace('-', ' ').ToUpperInvariant();
        var rest = plan.InactiveUntil is { } until ? $" for {Math.Ceiling(Math.Max(0, (until - now).TotalSeconds))} s yet" : "";
        return $"{signalled}; {state}{rest}.";
    }
}
