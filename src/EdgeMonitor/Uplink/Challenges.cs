namespace EdgeMonitor.Uplink;

/// <summary>
/// The challenges that a command must carry. Clocks of different boxes differ, so a command's age is that of its challenge by this box's own
/// clock; a recorded command carries one that is over, and one that is sent twice carries an id that was used.
/// </summary>
/// <param name="make">Makes a challenge that nobody can guess.</param>
internal sealed class Challenges(Func<string> make)
{
    /// <summary>Oldest challenge that is accepted: two heartbeats. Chosen: enough for a slow network, short for whoever has recorded a command.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    /// <summary>Commands taken within one lifetime; more are refused. Chosen: no ward has so many hands.</summary>
    private const int MostCommands = 64;

    private readonly Queue<(string Challenge, TimeSpan At)> _issued = [];
    private readonly Queue<(string Id, TimeSpan At)> _used = [];

    /// <summary>A new challenge.</summary>
    public string Issue(TimeSpan now)
    {
        Forget(now);
        var challenge = make();
        _issued.Enqueue((challenge, now));
        return challenge;
    }

    /// <summary>Takes a command's challenge and id; null where they are good, else why the command is refused.</summary>
    public string? Refusal(string challenge, string commandId, TimeSpan now)
    {
        Forget(now);
        if (commandId.Length is 0 or > 64) return "It has no id of 1 to 64 characters.";
        if (!_issued.Any(issued => issued.Challenge == challenge)) return "It is too old, or answers no heartbeat of this bed.";
        if (_used.Any(used => used.Id == commandId)) return "It was received before.";
        if (_used.Count >= MostCommands) return "Too many commands at once.";
        _used.Enqueue((commandId, now));
        return null;
    }

    private void Forget(TimeSpan now)
    {
        while (_issued.TryPeek(out var issued) && now - issued.At > Lifetime) _issued.Dequeue();
        // A used id may only be forgotten when no challenge of its time is accepted any more.
        while (_used.TryPeek(out var used) && now - used.At > Lifetime) _used.Dequeue();
    }
}
