namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// How the ventricular beats follow one another: every second beat (bigeminy), every third (trigeminy), two in a row (couplet), three or more (run). Common
/// definitions; three ventricular beats in the same order make a bigeminy or trigeminy.
/// </summary>
public sealed class EctopyPattern
{
    /// <summary>Equal distances in a row from which bigeminy or trigeminy is said: three ventricular beats.</summary>
    private const int Repeats = 2;

    /// <summary>Ventricular beats in a row of a couplet, and from which they are a run.</summary>
    private const int Couplet = 2, Run = 3;

    private readonly EctopyCount _couplets = new();
    private readonly EctopyCount _runs = new();
    private int _between = int.MaxValue;
    private int _inRow;
    private int _second;
    private int _third;

    /// <summary>True while every second beat is ventricular.</summary>
    public bool IsBigeminy => _second >= Repeats;

    /// <summary>True while every third beat is ventricular.</summary>
    public bool IsTrigeminy => _third >= Repeats;

    /// <summary>Takes the next beat.</summary>
    public void Add(TimeSpan at, bool isVentricular)
    {
        if (isVentricular)
        {
            if (++_inRow == Run) _runs.Add(at);
            _second = _between == 1 ? _second + 1 : 0;
            _third = _between == 2 ? _third + 1 : 0;
            _between = 0;
            return;
        }

        if (_inRow == Couplet) _couplets.Add(at);
        _inRow = 0;
        if (_between < int.MaxValue) _between++;
        if (_between > 1) _second = 0;
        if (_between > 2) _third = 0;
    }

    /// <summary>Couplets within the minute before.</summary>
    public int CoupletsAt(TimeSpan now) => _couplets.At(now);

    /// <summary>Runs that began within the minute before.</summary>
    public int RunsAt(TimeSpan now) => _runs.At(now);

    /// <summary>What went before says nothing any more.</summary>
    public void Reset()
    {
        _couplets.Reset();
        _runs.Reset();
        (_between, _inRow, _second, _third) = (int.MaxValue, 0, 0, 0);
    }
}
