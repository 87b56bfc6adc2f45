using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>The early warning score NEWS2, said when it changes. Without a total it is only what is known of it, and names what is missing.</summary>
/// <param name="At">When.</param>
/// <param name="Total">The score; null while a parameter is missing or too old.</param>
/// <param name="Known">The sum of the known parts: the score is at least this.</param>
/// <param name="Parts">The parts in the chart's order (<see cref="News2Parameter"/>); null where not known.</param>
/// <param name="Missing">What is missing, by its names, separated by commas; empty at a complete set.</param>
/// <param name="Band">What the total asks for; null without a total.</param>
public sealed record EarlyWarningScore(TimeSpan At, int? Total, int Known, IReadOnlyList<int?> Parts, string Missing, News2Band? Band) : MonitorEvent(At)
{
    /// <summary>The parts with the parameters that they belong to, in the chart's order; null where not known.</summary>
    public IEnumerable<(News2Parameter Parameter, int? Part)> Named => Enum.GetValues<News2Parameter>().Zip(Parts);

    /// <summary>Two scores are equal where all they say is: the parts one by one, the rest follows from them.</summary>
    public bool Equals(EarlyWarningScore? other) => other is not null && At == other.At && Missing == other.Missing && Parts.SequenceEqual(other.Parts);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(At, Known, Missing);
}
