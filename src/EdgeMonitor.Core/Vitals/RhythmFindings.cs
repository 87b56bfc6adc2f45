namespace EdgeMonitor.Core.Vitals;

/// <summary>What people are told of a rhythm beside its rate. No alarms: the alarm conditions have definitions of their own.</summary>
[Flags]
public enum RhythmFindings
{
    /// <summary>Nothing of the following.</summary>
    None = 0,

    /// <summary>Every second beat is ventricular.</summary>
    Bigeminy = 1,

    /// <summary>Every third beat is ventricular.</summary>
    Trigeminy = 2,

    /// <summary>Two ventricular beats in a row, within the last minute.</summary>
    Couplet = 4,

    /// <summary>Three or more ventricular beats in a row, within the last minute.</summary>
    VentricularRun = 8,

    /// <summary>A time without a beat of 2 s or longer, within the last minute.</summary>
    Pause = 16,

    /// <summary>No order in the beats (<see cref="IrregularRhythm"/>). To be read in an ECG by a person.</summary>
    PossibleAtrialFibrillation = 32,
}

/// <summary>Finds them in the beats of one heart.</summary>
public sealed class RhythmWatch
{
    /// <summary>Beats until anything is said. Chosen: twice those in which the beats themselves are learned.</summary>
    private const int Learning = 16;

    /// <summary>Shortest pause (a common definition; longer ones are the asystole alarm's).</summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(2);

    private readonly EctopyPattern _ectopy = new();
    private readonly EctopyCount _pauses = new();
    private readonly IrregularRhythm _irregular = new();
    private TimeSpan? _last;
    private int _beats;

    /// <summary>Takes the next beat.</summary>
    /// <param name="at">Its time, after that of the beat before.</param>
    /// <param name="kind">Where it comes from.</param>
    public void Add(TimeSpan at, BeatClass kind)
    {
        var isVentricular = kind == BeatClass.Ventricular;
        if (at - _last >= ShortestPause) _pauses.Add(at);
        _last = at;
        _ectopy.Add(at, isVentricular);
        _irregular.Add(at, isVentricular);
        if (_beats < Learning) _beats++;
    }

    /// <summary>What is to be said now; null while too few beats have been seen.</summary>
    public RhythmFindings? At(TimeSpan now)
    {
        if (_beats < Learning) return null;
        var found = RhythmFindings.None;
        if (_ectopy.IsBigeminy) found |= RhythmFindings.Bigeminy;
        if (_ectopy.IsTrigeminy) found |= RhythmFindings.Trigeminy;
        if (_ectopy.CoupletsAt(now) > 0) found |= RhythmFindings.Couplet;
        if (_ectopy.RunsAt(now) > 0) found |= RhythmFindings.VentricularRun;
        if (_pauses.At(now) > 0) found |= RhythmFindings.Pause;
        if (_irregular.IsPresent == true) found |= RhythmFindings.PossibleAtrialFibrillation;
        return found;
    }

    /// <summary>What went before says nothing any more.</summary>
    public void Reset()
    {
        _ectopy.Reset();
        _pauses.Reset();
        _irregular.Reset();
        (_last, _beats) = (null, 0);
    }
}
