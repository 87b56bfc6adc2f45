namespace EdgeMonitor.Annunciation;

/// <summary>
/// An input line that tells whether an output really does what it is driven to do: a current sensor, or a relay's second contact. It is looked
/// at just before the output changes, when it has settled longest, and once a second in between.
/// </summary>
/// <param name="what">What is watched, e.g. <c>buzzer</c>; the key of its faults.</param>
/// <param name="silent">The sentence where it is driven and nothing is sensed.</param>
/// <param name="stuck">The sentence where something is sensed though it is not driven.</param>
/// <param name="driven">Whether it is driven.</param>
/// <param name="open">Takes the line.</param>
/// <param name="faults">Takes what is found.</param>
internal sealed class Feedback(
    string what, string silent, string stuck, Func<AnnunciationLevels, bool> driven, Func<IGpioInput> open, AnnunciationFaults faults) : IDisposable
{
    // Chosen: a relay, a lamp's driver and a rectified loudspeaker current have settled by then, and the shortest pulse (125 ms) and silence
    // (100 ms) are longer. A pulse that an alarm cut short is not judged.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(60);

    private IGpioInput? _line;
    private bool _driven;
    private TimeSpan _since;
    private TimeSpan _retryAt;

    /// <summary>What is watched.</summary>
    public string What { get; } = what;

    /// <summary>True while it is known not to work though it is driven.</summary>
    public bool IsSilent { get; private set; }

    /// <summary>Compares what was driven until now with what is sensed.</summary>
    public void Look(TimeSpan now)
    {
        if (now - _since < Settle) return;
        bool sensed;
        try
        {
            if (_line is null && now < _retryAt) return;
            _retryAt = now + GpioOutputs.RetryEvery;
            _line ??= open();
            sensed = _line.Read();
        }
        catch (IOException failure)
        {
            _line?.Dispose();
            _line = null;
            faults.Begin($"{What}: line", $"The feedback line of the {What} cannot be read. {failure.Message}");
            return;
        }

        faults.End($"{What}: line");
        Judge(_driven ? $"{What}: silent" : $"{What}: stuck", _driven ? silent : stuck, sensed != _driven);
    }

    /// <summary>From now on this is driven.</summary>
    public void Drive(AnnunciationLevels levels, TimeSpan now)
    {
        if (driven(levels) == _driven) return;
        _driven = !_driven;
        _since = now;
    }

    /// <inheritdoc/>
    public void Dispose() => _line?.Dispose();

    // One that did not sound is mended when it sounds again; that it is silent when it should be proves nothing.
    private void Judge(string key, string sentence, bool wrong)
    {
        if (wrong) faults.Begin(key, sentence);
        else faults.End(key);
        if (_driven) IsSilent = wrong;
    }
}
