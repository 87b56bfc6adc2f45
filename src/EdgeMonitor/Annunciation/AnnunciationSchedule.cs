using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Annunciation;

/// <summary>What to drive now and when to look again.</summary>
/// <param name="Levels">The outputs.</param>
/// <param name="Next">The time of the next planned edge; <see cref="TimeSpan.MaxValue"/> where none is planned.</param>
internal readonly record struct AnnunciationStep(AnnunciationLevels Levels, TimeSpan Next);

/// <summary>
/// From plans to levels: pure, no clock, no thread. Time is the argument of <see cref="Step"/> and never goes back. Levels follow from the
/// time since a pattern's start, so a late step shortens one pulse and shifts none of the following.
/// </summary>
/// <remarks>
/// <para>How one sound follows another:</para>
/// <list type="bullet">
/// <item>The same priority keeps its phase, whatever the text says: a second condition of that priority is no new rhythm.</item>
/// <item>A higher priority starts at once and cuts the pulse in progress: the wait for its end would delay the more urgent signal by up to
/// 200 ms. Only the spacing of the new burst (100 ms for HIGH) is kept silent before its first pulse; without it the cut pulse and the
/// new one would be heard as a single long pulse, outside the standard's 75 to 200 ms, and HIGH could be taken for a part of MEDIUM.</item>
/// <item>A lower priority or silence takes over at once, mid-pulse, where a person silenced the sound. That is known by the lamp: audio
/// pause and acknowledgement leave it lit, and an inactivation has its marking. Where the condition itself ended, the burst's obligatory part
/// (<see cref="SignalPattern.ShortestSound"/>) is finished first, so that a short event is still heard as an alarm.</item>
/// <item>A reminder and a self-test are cut by any alarm in the same way. A reminder that falls into a sounding alarm is not sounded: the
/// alarm reminds by itself.</item>
/// </list>
/// </remarks>
internal sealed class AnnunciationSchedule
{
    // Chosen: the silence that keeps the reminder from joining a pulse before it.
    private static readonly TimeSpan ReminderSpacing = SignalPattern.PulseSpacing(AlarmPriority.Low);

    private AlarmPriority _sound;
    private TimeSpan _soundStart;
    private bool _sounding;
    private TimeSpan? _silentSince;
    private AlarmPriority _light;
    private TimeSpan _lightStart;
    private int _reminders;
    private TimeSpan? _reminderStart;
    private SelfTestSequence? _test;
    private TimeSpan _testStart;

    /// <summary>How the latest self-test ended; null while none has, or one runs.</summary>
    public SelfTestOutcome? TestEnd { get; private set; }

    /// <summary>A self-test begins; the next <see cref="Step"/> plays it, unless something is signalled.</summary>
    public void BeginTest(SelfTestSequence test, TimeSpan now)
    {
        (_test, _testStart) = (test, now);
        TestEnd = null;
    }

    /// <summary>Takes the plan of the moment and tells the levels of the moment.</summary>
    public AnnunciationStep Step(AnnunciationPlan plan, TimeSpan now)
    {
        TimeSpan owedUntil = TakeSound(plan, now);
        TakeReminder(plan, now);
        if (plan.Light != _light)
        {
            _light = plan.Light;
            _lightStart = now;
        }

        AnnunciationLevels test = TakeTest(plan, now);
        bool alarmSounds = now >= _soundStart && SignalPattern.BuzzerOn(_sound, now - _soundStart);
        bool reminds = now >= _reminderStart && SignalPattern.ReminderOn(now - _reminderStart.Value);
        bool sounds = alarmSounds || reminds || test.Buzzer;
        if (_sounding && !sounds) _silentSince = now;
        _sounding = sounds;

        bool lit = SignalPattern.LampOn(_light, now - _lightStart);
        var levels = new AnnunciationLevels(
            Buzzer: sounds,
            NurseCall: plan.NurseCall || test.NurseCall,
            RedLamp: (lit && _light == AlarmPriority.High) || test.RedLamp,
            YellowLamp: (lit && _light == AlarmPriority.Medium) || test.YellowLamp,
            CyanLamp: (lit && _light == AlarmPriority.Low) || test.CyanLamp)
        {
            Loudness = !sounds ? AlarmPriority.None : alarmSounds ? _sound : reminds ? AlarmPriority.Low : test.Loudness,
        };
        TimeSpan next = Earliest(Earliest(NextSoundEdge(now), NextLightEdge(now)), owedUntil);
        return new AnnunciationStep(levels, Earliest(next, Earliest(NextReminderEdge(now), NextTestEdge(now))));
    }

    // Answers until when the former sound is still owed, MaxValue where the plan's own sound has taken over.
    private TimeSpan TakeSound(AnnunciationPlan plan, TimeSpan now)
    {
        if (plan.Sound == _sound) return TimeSpan.MaxValue;
        bool silencedByPerson = plan.Light >= _sound || plan.Inactivation != Inactivation.None;
        TimeSpan owedUntil = _soundStart + SignalPattern.ShortestSound(_sound);
        if (plan.Sound < _sound && !silencedByPerson && now < owedUntil) return owedUntil;

        _sound = plan.Sound;
        _soundStart = AfterSpacing(now, SignalPattern.PulseSpacing(_sound));
        return TimeSpan.MaxValue;
    }

    private void TakeReminder(AnnunciationPlan plan, TimeSpan now)
    {
        bool asked = plan.Reminders > _reminders;
        _reminders = plan.Reminders;
        if (_sound != AlarmPriority.None) _reminderStart = null;
        else if (asked) _reminderStart = AfterSpacing(now, ReminderSpacing);
    }

    private AnnunciationLevels TakeTest(AnnunciationPlan plan, TimeSpan now)
    {
        if (_test is null) return default;
        bool signals = plan.Sound != AlarmPriority.None || plan.Light != AlarmPriority.None || plan.NurseCall || _sound != AlarmPriority.None;
        if (!signals && now - _testStart < _test.Length) return _test.At(now - _testStart);
        TestEnd = signals ? SelfTestOutcome.Interrupted : SelfTestOutcome.Passed;
        _test = null;
        return default;
    }

    // The first moment from now on at which a pulse does not join the one before it.
    private TimeSpan AfterSpacing(TimeSpan now, TimeSpan spacing)
    {
        TimeSpan? lastHeard = _sounding ? now : _silentSince;
        return lastHeard is { } heard && heard + spacing > now ? heard + spacing : now;
    }

    private TimeSpan NextSoundEdge(TimeSpan now)
    {
        if (_sound != AlarmPriority.None && now < _soundStart) return _soundStart;
        TimeSpan next = _sound == AlarmPriority.None ? TimeSpan.MaxValue : SignalPattern.NextBuzzerEdge(_sound, now - _soundStart);
        return next == TimeSpan.MaxValue ? next : _soundStart + next;
    }

    private TimeSpan NextLightEdge(TimeSpan now)
    {
        TimeSpan next = SignalPattern.NextLampEdge(_light, now - _lightStart);
        return next == TimeSpan.MaxValue ? next : _lightStart + next;
    }

    private TimeSpan NextReminderEdge(TimeSpan now)
    {
        if (_reminderStart is not { } start) return TimeSpan.MaxValue;
        if (now < start) return start;
        TimeSpan next = SignalPattern.NextReminderEdge(now - start);
        return next == TimeSpan.MaxValue ? next : start + next;
    }

    private TimeSpan NextTestEdge(TimeSpan now)
    {
        TimeSpan next = _test?.NextEdge(now - _testStart) ?? TimeSpan.MaxValue;
        return next == TimeSpan.MaxValue ? next : _testStart + next;
    }

    private static TimeSpan Earliest(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
