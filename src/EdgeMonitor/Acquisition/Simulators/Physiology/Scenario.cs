using System.Collections.Immutable;

namespace EdgeMonitor.Acquisition.Simulators.Physiology;

/// <summary>
/// What happens at the bedside, one episode after the other, without gaps. After the last one it begins again or stays normal.
/// </summary>
internal sealed class Scenario
{
    private readonly ImmutableArray<Episode> _episodes;

    private Scenario(string name, ImmutableArray<Episode> episodes, bool repeats)
    {
        Name = name;
        _episodes = episodes;
        Repeats = repeats;
        LengthSeconds = episodes[^1].EndSeconds;
    }

    /// <summary>Its name, or the text it was read from.</summary>
    public string Name { get; }

    /// <summary>The episodes of the first time through, oldest first; at least one.</summary>
    public IReadOnlyList<Episode> Episodes => _episodes;

    /// <summary>Begins again after the last episode.</summary>
    public bool Repeats { get; }

    /// <summary>Once through, s.</summary>
    public double LengthSeconds { get; }

    /// <summary>Puts episodes in a row: each starts where the one before ended, whatever start it came with.</summary>
    /// <exception cref="ArgumentException">There is none, or one has no duration.</exception>
    public static Scenario Of(string name, IEnumerable<Episode> episodes, bool repeats = false)
    {
        var row = ImmutableArray.CreateBuilder<Episode>();
        var start = 0.0;
        foreach (var episode in episodes)
        {
            if (!(episode.DurationSeconds > 0)) throw new ArgumentException($"The episode {episode.Kind} has no duration.", nameof(episodes));
            row.Add(episode with { StartSeconds = start });
            start += episode.DurationSeconds;
        }

        if (row.Count == 0) throw new ArgumentException("A scenario has at least one episode.", nameof(episodes));
        return new Scenario(name, row.DrainToImmutable(), repeats);
    }

    /// <summary>The episode at a time since the beginning, with its own start on that line; before 0 it is the first.</summary>
    public Episode At(double seconds)
    {
        if (seconds >= LengthSeconds && !Repeats) return new Episode(EpisodeKind.Normal, LengthSeconds, double.PositiveInfinity);
        var round = Math.Max(0, Math.Floor(seconds / LengthSeconds)) * LengthSeconds;
        var found = _episodes[0];
        foreach (var episode in _episodes)
        {
            if (seconds < round + episode.StartSeconds) break;
            found = episode;
        }

        return round == 0 ? found : found with { StartSeconds = round + found.StartSeconds };
    }

    /// <summary>The episodes that begin before a time, in order, on the line since the beginning, without the calm after the last one.</summary>
    public IEnumerable<Episode> Until(double seconds)
    {
        for (var round = 0.0; round < seconds; round += LengthSeconds)
        {
            foreach (var episode in _episodes)
            {
                if (round + episode.StartSeconds >= seconds) yield break;
                yield return episode with { StartSeconds = round + episode.StartSeconds };
            }

            if (!Repeats) yield break;
        }
    }
}
