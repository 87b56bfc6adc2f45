using EdgeMonitor.Hosting;

namespace EdgeMonitor.Guard;

/// <summary>What the guard thinks of the daemon.</summary>
internal enum GuardState
{
    /// <summary>The machine has just started: the daemon may take its time.</summary>
    Waiting,

    /// <summary>The daemon can sound an alarm by itself.</summary>
    Quiet,

    /// <summary>It cannot, and the guard sounds.</summary>
    Sounding,
}

/// <summary>
/// The guard's decision: pure, no clock, no I/O. Times are on the machine's monotonic line.
/// <code>
/// Waiting ── first pet ──► Quiet ── 2 s without a pet ──► Sounding ── pets for 1 s without a break ──► Quiet
///    └───────────── the grace is over without a pet ─────────▲
/// </code>
/// A daemon that starts, pets and dies again and again never pets for a whole second of one start, so the sound is not chopped.
/// </summary>
/// <param name="now">When the guard begins.</param>
/// <param name="grace">How long the first pet may take; 2 s at the least.</param>
/// <param name="sounding">True where the guard sounded before it was started again itself.</param>
internal sealed class GuardWatch(TimeSpan now, TimeSpan grace, bool sounding)
{
    /// <summary>Without a pet for so long the daemon is lost (design, section 6).</summary>
    public static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(2);

    /// <summary>Pets must come for so long before the sound ends. Chosen: a daemon that restarts in a loop dies sooner, or is petted by systemd.</summary>
    public static readonly TimeSpan SteadyFor = TimeSpan.FromSeconds(1);

    /// <summary>Longest break within steady pets. Chosen: the daemon pets every 200 ms, and a busy machine may be late.</summary>
    public static readonly TimeSpan LongestBreak = TimeSpan.FromMilliseconds(700);

    /// <summary>How long the first pet may take after the machine's start: declared in systemd/README.md. Chosen: a slow card starts .NET in 10 s.</summary>
    public static readonly TimeSpan StartGrace = TimeSpan.FromSeconds(30);

    private readonly TimeSpan _soundAt = now + (grace > LostAfter ? grace : LostAfter);
    private ulong _boot;
    private ulong _count;
    private TimeSpan? _lastPet;
    private TimeSpan _steadySince;

    /// <summary>What it thinks now.</summary>
    public GuardState State { get; private set; } = sounding ? GuardState.Sounding : GuardState.Waiting;

    /// <summary>When the newest pet that counts was sent; null where none has come yet.</summary>
    public TimeSpan? LastPet => _lastPet;

    /// <summary>Since when pets have come without a break.</summary>
    public TimeSpan SteadySince => _steadySince;

    /// <summary>When it will sound if no pet comes.</summary>
    public TimeSpan Deadline => _lastPet is { } last ? last + LostAfter : _soundAt;

    /// <summary>Takes a pet. One that is older than the newest, of the future, or of a start before the newest one does not count.</summary>
    /// <param name="pet">The datagram.</param>
    /// <param name="sentAt">Its time.</param>
    /// <param name="at">When it was read.</param>
    public void Take(GuardMessage pet, TimeSpan sentAt, TimeSpan at)
    {
        if (sentAt > at || sentAt <= _lastPet || (pet.Boot == _boot && pet.Count <= _count)) return;
        // Time has passed unnoticed where the guard itself was held up: the daemon was lost meanwhile.
        Look(sentAt);
        if (_lastPet is not { } last || pet.Boot != _boot || sentAt - last > LongestBreak) _steadySince = sentAt;
        (_boot, _count, _lastPet) = (pet.Boot, pet.Count, sentAt);
        if (State == GuardState.Waiting || (State == GuardState.Sounding && sentAt - _steadySince >= SteadyFor)) State = GuardState.Quiet;
    }

    /// <summary>Time has passed.</summary>
    public void Look(TimeSpan at)
    {
        if (State != GuardState.Sounding && at >= Deadline) State = GuardState.Sounding;
    }
}
