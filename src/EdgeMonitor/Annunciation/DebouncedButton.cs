namespace EdgeMonitor.Annunciation;

/// <summary>What a look at a button has shown.</summary>
internal enum ButtonSign
{
    /// <summary>Nothing new.</summary>
    None,

    /// <summary>It was pressed: one act.</summary>
    Pressed,

    /// <summary>It has been held for too long: it is stuck, or its wire is broken.</summary>
    Stuck,

    /// <summary>It was stuck and has been released.</summary>
    Freed,
}

/// <summary>
/// From the levels of a contact that bounces to presses: pure, time is an argument and never goes back. A press counts once, when the contact
/// has been closed for <see cref="Stable"/>; the next one counts when it has been open for as long. A button that is held when it is first
/// seen has not been pressed.
/// </summary>
/// <param name="pressed">The first level seen.</param>
/// <param name="start">When.</param>
internal sealed class DebouncedButton(bool pressed, TimeSpan start)
{
    /// <summary>Chosen: contacts bounce for up to 10 ms or so, and nobody presses a button for less than 50 ms.</summary>
    public static readonly TimeSpan Stable = TimeSpan.FromMilliseconds(20);

    /// <summary>Chosen: nobody holds a button for so long on purpose.</summary>
    public static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(30);

    private bool _level = pressed;
    private TimeSpan _levelSince = start;
    private bool _pressed = pressed;
    private TimeSpan _pressedSince = start;
    private bool _stuck;

    /// <summary>Takes the level of the moment.</summary>
    public ButtonSign See(bool level, TimeSpan now)
    {
        if (level != _level) (_level, _levelSince) = (level, now);
        if (_level != _pressed && now - _levelSince >= Stable)
        {
            _pressed = _level;
            _pressedSince = _levelSince;
            if (_pressed) return ButtonSign.Pressed;
            if (!_stuck) return ButtonSign.None;
            _stuck = false;
            return ButtonSign.Freed;
        }

        if (!_pressed || _stuck || now - _pressedSince < StuckAfter) return ButtonSign.None;
        _stuck = true;
        return ButtonSign.Stuck;
    }

    /// <summary>How long until a level that does not change would say something new; at most <paramref name="most"/>.</summary>
    public TimeSpan Wait(TimeSpan now, TimeSpan most)
    {
        TimeSpan wait = _level != _pressed ? _levelSince + Stable - now : _pressed && !_stuck ? _pressedSince + StuckAfter - now : most;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait < most ? wait : most;
    }
}
