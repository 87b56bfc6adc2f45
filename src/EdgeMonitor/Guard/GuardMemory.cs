namespace EdgeMonitor.Guard;

/// <summary>
/// What the guard must still know when it was started again itself: a file beside its socket, in memory (/run), so that the machine's own
/// restart forgets it. Without it a guard that died would be silent for its grace.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class GuardMemory(string path)
{
    private const string Sounding = "sounding", Petted = "petted";

    private GuardState _kept = GuardState.Waiting;

    /// <summary>A watch that goes on where the one before ended.</summary>
    public GuardWatch Restore(TimeSpan now)
    {
        if (!File.Exists(path)) return new GuardWatch(now, GuardWatch.StartGrace, sounding: false);
        return new GuardWatch(now, TimeSpan.Zero, sounding: File.ReadAllText(path) == Sounding);
    }

    /// <summary>Keeps the state.</summary>
    /// <returns>Why it could not be kept; null where it was.</returns>
    public string? Keep(GuardState state)
    {
        if (state == _kept || state == GuardState.Waiting) return null;
        try
        {
            File.WriteAllText(path, state == GuardState.Sounding ? Sounding : Petted);
            _kept = state;
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"The guard's state cannot be kept over its own restart: {e.Message}";
        }
    }

    /// <summary>The guard was told to end: the next one begins anew.</summary>
    public void Forget() => File.Delete(path);
}
