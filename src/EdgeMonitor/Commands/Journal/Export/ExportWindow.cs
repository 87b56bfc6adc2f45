namespace EdgeMonitor.Commands.Journal.Export;

/// <summary>A stretch of wall-clock time: from the first moment on, and before the second.</summary>
/// <param name="FromMs">First moment, ms since 1970-01-01T00:00:00Z.</param>
/// <param name="ToMs">The first moment that is no longer in it.</param>
internal readonly record struct ExportWindow(double FromMs, double ToMs)
{
    /// <summary>Everything.</summary>
    public static ExportWindow All { get; } = new(double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>True for a moment in it.</summary>
    public bool Holds(double ms) => ms >= FromMs && ms < ToMs;

    /// <summary>Which of so many samples lie in it.</summary>
    /// <param name="startMs">The first sample's moment.</param>
    /// <param name="rateHz">Samples a second.</param>
    /// <param name="count">How many there are.</param>
    public (int First, int End) SamplesIn(double startMs, double rateHz, int count)
    {
        return (At(FromMs), At(ToMs));

        // The first sample that is not before a moment.
        int At(double ms) => (int)Math.Clamp(Math.Ceiling((ms - startMs) * rateHz / 1000), 0, count);
    }
}
