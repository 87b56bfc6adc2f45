using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Annunciation;

/// <summary>
/// The levels of the self-test over its time: each lamp, then the sound, then (where wanted) the nurse call, 0.5 s each with 0.1 s of darkness
/// between them, so that a shared feedback line sees each by itself. The one long tone is no alarm: no alarm pulse is longer than 0.25 s.
/// Chosen: long enough for a person to see and hear each, less than 4 s together.
/// </summary>
internal sealed class SelfTestSequence
{
    private static readonly AnnunciationOutput[] Always =
        [AnnunciationOutput.RedLamp, AnnunciationOutput.YellowLamp, AnnunciationOutput.CyanLamp, AnnunciationOutput.Buzzer];

    private static readonly TimeSpan On = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(100);

    private readonly AnnunciationOutput[] _outputs;

    /// <summary>A self-test.</summary>
    /// <param name="nurseCall">True to call the nurse for 0.5 s as well.</param>
    public SelfTestSequence(bool nurseCall) => _outputs = nurseCall ? [.. Always, AnnunciationOutput.NurseCall] : Always;

    /// <summary>How long it takes, the last darkness included.</summary>
    public TimeSpan Length => _outputs.Length * (On + Gap);

    /// <summary>The levels at a time since its start.</summary>
    public AnnunciationLevels At(TimeSpan sinceStart)
    {
        int place = (int)(sinceStart.Ticks / (On + Gap).Ticks);
        if (place >= _outputs.Length || sinceStart - place * (On + Gap) >= On) return default;
        AnnunciationOutput output = _outputs[place];
        return new AnnunciationLevels(
            Buzzer: output == AnnunciationOutput.Buzzer,
            NurseCall: output == AnnunciationOutput.NurseCall,
            RedLamp: output == AnnunciationOutput.RedLamp,
            YellowLamp: output == AnnunciationOutput.YellowLamp,
            CyanLamp: output == AnnunciationOutput.CyanLamp)
        {
            Loudness = AlarmPriority.High,
        };
    }

    /// <summary>The next time since its start at which a level changes or the test ends; <see cref="TimeSpan.MaxValue"/> after its end.</summary>
    public TimeSpan NextEdge(TimeSpan sinceStart)
    {
        if (sinceStart >= Length) return TimeSpan.MaxValue;
        TimeSpan slot = sinceStart.Ticks / (On + Gap).Ticks * (On + Gap);
        return sinceStart - slot < On ? slot + On : slot + On + Gap;
    }
}
