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
/// pause and acknowledgement leave it lit. Where the condition itself ended, the burst's obligatory part
/// (<see cref="SignalPattern.ShortestSound"/>) is finished first, so that a short event is still heard as an alarm.</item>
/// </list>
/// </remarks>
internal sealed class AnnunciationSchedule
{
    private AlarmPriority _sound;
    private TimeSpan _soundStart;
    private bool _sounding;
    private TimeSpan? _silentSince;
    private AlarmPriority _light;
    private TimeSpan _lightStart;

    /// <summary>Takes the plan of the moment and tells the levels of the moment.</summary>
    public AnnunciationStep Step(AnnunciationPlan plan, TimeSpan now)
    {
        TimeSpan owedUntil = TakeSound(plan, now);
        if (plan.Light != _light)
        {
            _light = plan.Light;
            _lightStart = now;
        }

        bool sounds = now >= _soundStart && SignalPattern.BuzzerOn(_sound, now - _soundStart);
        if (_sounding && !sounds) _silentSince = now;
        _sounding = sounds;

        bool lit = SignalPattern.LampOn(_light, now - _lightStart);
        var levels = new AnnunciationLevels(
            Buzzer: sounds,
            NurseCall: plan.NurseCall,
            RedLamp: lit && _light == AlarmPriority.High,
            YellowLamp: lit && _light == AlarmPriority.Medium,
            CyanLamp: lit && _light == AlarmPriority.Low);
        return new AnnunciationStep(levels, Earliest(Earliest(NextSoundEdge(now), NextLightEdge(now)), owedUntil));
    }

    // Answers until when the former sound is still owed, MaxValue where the plan's own sound has taken over.
    private TimeSpan TakeSound(AnnunciationPlan plan, TimeSpan now)
    {
        if (plan.Sound == _sound) return TimeSpan.MaxValue;
        bool silencedByPerson = plan.Light >= _sound;
        TimeSpan owedUntil = _soundStart + SignalPattern.ShortestSound(_sound);
        if (plan.Sound < _sound && !silencedByPerson && now < owedUntil) return owedUntil;

        TimeSpan? lastHeard = _sounding ? now : _silentSince;
        _sound = plan.Sound;
        _soundStart = now;
        if (lastHeard is { } heard && heard + SignalPattern.PulseSpacing(_sound) > now) _soundStart = heard + SignalPattern.PulseSpacing(_sound);
        return TimeSpan.MaxValue;
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

    private static TimeSpan Earliest(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
