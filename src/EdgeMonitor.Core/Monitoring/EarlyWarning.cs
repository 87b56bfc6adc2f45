using System.Globalization;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// Gathers what NEWS2 needs from sensors and from people, lets it expire, and scores it once a second. Its conditions begin at complete sets only. When
/// a set is no longer complete its alarm goes on while what is still known alone reaches it, and else it ends: an old score does not stand.
/// NEWS2 is for adults; for others nothing is said.
/// </summary>
internal sealed class EarlyWarning(AlarmSettings settings)
{
    /// <summary>A sensor that measures all the time. Chosen: a probe that is moved does not undo the score, one that was taken off does.</summary>
    private static readonly TimeSpan MaxAgeOfMeasured = TimeSpan.FromSeconds(60);

    /// <summary>What a person has observed. Chosen: the shortest usual interval of observation of a patient with a low score (4 hours).</summary>
    private static readonly TimeSpan MaxAgeOfObserved = TimeSpan.FromHours(4);

    private static readonly uint[] Respiration = [Mdc.Co2RespRate, Mdc.AwayRespRate, Mdc.TthorRespRate, Mdc.RespRate];
    private static readonly uint[] Saturation = [Mdc.PulsOximSatO2];
    private static readonly uint[] Pulse = [Mdc.EcgHeartRate, Mdc.PulsOximPulsRate];
    private static readonly uint[] Systolic = [Mdc.PressBldArtSys, Mdc.PressBldNoninvSys, Mdc.PressCuffSys];
    private static readonly uint[] Temperature = [Mdc.TempBody, Mdc.TempTymp, Mdc.Temp];

    private readonly Kept[] _measured = new Kept[News2.Count];
    private readonly Kept[] _observed = new Kept[News2.Count];
    private bool _hypercapnic;
    private EarlyWarningScore? _said;

    /// <summary>Takes what a person has observed; the answer says whether.</summary>
    public OperatorActed Enter(EnterObservation entered, TimeSpan now)
    {
        var seen = entered.Observation;
        var refusal = settings.Limits.Profile != PatientProfile.Adult ? "NEWS2 is for adults: this patient is not."
            : seen == new Observation() ? "Nothing was observed: give at least one value."
            : !IsWithin(seen.Temperature, 25, 45) ? "A temperature is 25 to 45 °C: look at the value again."
            : !IsWithin(seen.Systolic, 20, 300) ? "A systolic pressure is 20 to 300 mmHg: look at the value again."
            : !IsWithin(seen.RespirationRate, 0, 120) ? "A respiration rate is 0 to 120 a minute: look at the value again."
            : null;
        if (refusal is not null) return new(now, entered, false, refusal);
        Keep(News2Parameter.Consciousness, seen.Consciousness is { } level ? level == Consciousness.Alert ? 1 : 0 : null);
        Keep(News2Parameter.Oxygen, seen.OnOxygen is { } oxygen ? oxygen ? 1 : 0 : null);
        Keep(News2Parameter.Temperature, seen.Temperature);
        Keep(News2Parameter.Systolic, seen.Systolic);
        Keep(News2Parameter.Respiration, seen.RespirationRate);
        // A prescription: it holds until it is changed, or until the patient goes.
        _hypercapnic = seen.HypercapnicScale ?? _hypercapnic;
        return new(now, entered, true, "The observation is taken.");

        void Keep(News2Parameter parameter, double? value)
        {
            if (value is { } number) _observed[(int)parameter] = new(number, now, MaxAgeOfObserved);
        }
    }

    /// <summary>Another patient: nothing is known of him.</summary>
    public void Forget()
    {
        Array.Clear(_measured);
        Array.Clear(_observed);
        _hypercapnic = false;
    }

    /// <summary>Scores; says the score where it changed.</summary>
    public void SaySecond(VitalSigns vitals, AlarmBoard board, TimeSpan now, ICollection<MonitorEvent> events)
    {
        var rules = settings.Rules;
        if (settings.Limits.Profile != PatientProfile.Adult)
        {
            // What was said of an adult must not go on standing.
            if (_said is not null) Say(new News2(default), now, events);
            _said = null;
            board.Judge(rules.News2High, "", new(Presence.Absent, "NEWS2 is for adults."), now, events);
            board.Judge(rules.News2Medium, "", new(Presence.Absent, "NEWS2 is for adults."), now, events);
            return;
        }

        Measure(News2Parameter.Respiration, Respiration, MaxAgeOfMeasured);
        Measure(News2Parameter.Saturation, Saturation, MaxAgeOfMeasured);
        Measure(News2Parameter.Pulse, Pulse, MaxAgeOfMeasured);
        Measure(News2Parameter.Systolic, Systolic, VitalSigns.MaxAgeOfSpot);
        Measure(News2Parameter.Temperature, Temperature, VitalSigns.MaxAgeOfSpot);
        var score = new News2(new(
            Of(News2Parameter.Respiration), Of(News2Parameter.Saturation), Of(News2Parameter.Oxygen) is { } oxygen ? oxygen > 0 : null, Of(News2Parameter.Systolic),
            Of(News2Parameter.Pulse), Of(News2Parameter.Consciousness) is { } alert ? alert > 0 : null, Of(News2Parameter.Temperature), _hypercapnic));
        Say(score, now, events);
        var (high, medium) = (score.Known >= 7, score.Known >= 5 || score.HasSingleThree);
        Judge(rules.News2High, high, 7);
        Judge(rules.News2Medium, medium && !(high && score.Total is not null), 5);

        void Measure(News2Parameter parameter, uint[] codes, TimeSpan maxAge)
        {
            if (NewestOf(vitals, codes, now) is { } reading) _measured[(int)parameter] = new(reading.Value!.Value, reading.At, maxAge);
        }

        // The newer one: a cuff's value of an hour ago does not stand against what a person has measured since.
        double? Of(News2Parameter parameter)
        {
            var (measured, observed) = (_measured[(int)parameter], _observed[(int)parameter]);
            return observed.Taken > measured.Taken ? observed.At(now) ?? measured.At(now) : measured.At(now) ?? observed.At(now);
        }

        void Judge(AlarmRule rule, bool reached, double limit)
        {
            var presence = score.Total is not null ? (reached ? Presence.Present : Presence.Absent) : reached ? Presence.Unknown : Presence.Absent;
            board.Judge(rule, "", new(presence, ReasonOf(score), score.Known, limit, MdcUnit.Dimensionless), now, events);
        }
    }

    /// <summary>What is measured best and is of now, from the best sensor signal; a poor one is not scored, nor one that is only inferred or not calibrated.</summary>
    private static Reading? NewestOf(VitalSigns vitals, uint[] codes, TimeSpan now)
    {
        foreach (var mdc in codes)
        {
            Reading? newest = null;
            for (var i = 0; i < vitals.Count; i++)
            {
                var reading = vitals[i];
                if (reading.Mdc != mdc || reading.Value is null || reading.Quality == SignalQuality.Poor || reading.Mark != ReadingMark.None || now - reading.At > VitalSigns.MaxAgeOf(mdc)) continue;
                if (newest is null || reading.At > newest.At) newest = reading;
            }

            if (newest is not null) return newest;
        }

        return null;
    }

    private void Say(News2 score, TimeSpan now, ICollection<MonitorEvent> events)
    {
        if (_said is null ? score.Parts.All(part => part is null) : score.Parts.SequenceEqual(_said.Parts)) return;
        _said = new(now, score.Total, score.Known, score.Parts, NamesOf(score), score.Band);
        events.Add(_said);
    }

    private static string ReasonOf(News2 score) => score.Total is { } total
        ? string.Create(CultureInfo.InvariantCulture, $"NEWS2 is {total}{(score.HasSingleThree ? ", a single parameter gives 3" : "")}.")
        : string.Create(CultureInfo.InvariantCulture, $"NEWS2 has no total now, at least {score.Known}: missing or too old are {NamesOf(score)}.");

    private static string NamesOf(News2 score) => string.Join(", ", score.Missing.Select(Names.Of));

    private static bool IsWithin(double? value, double lowest, double highest) => value is not { } number || (number >= lowest && number <= highest);

    /// <summary>A value with its time; the default is none.</summary>
    private readonly record struct Kept(double Value, TimeSpan Taken, TimeSpan MaxAge)
    {
        public double? At(TimeSpan now) => MaxAge > TimeSpan.Zero && now - Taken <= MaxAge ? Value : null;
    }
}
