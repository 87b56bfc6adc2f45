using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Control;

/// <summary>What is found in a rhythm, for scripts and for people.</summary>
internal static class RhythmText
{
    /// <summary>The wire names of all that is found, e.g. <c>bigeminy</c>; empty where nothing is.</summary>
    public static IEnumerable<string> NamesOf(RhythmFindings findings)
        => Enum.GetValues<RhythmFindings>().Where(one => one != RhythmFindings.None && findings.HasFlag(one)).Select(Names.Of);

    /// <summary>One line, e.g. <c>Rhythm (ecg): bigeminy, couplet</c>.</summary>
    public static string Line(string sensor, IEnumerable<string> names) => $"Rhythm ({sensor}): {string.Join(", ", names.Select(name => name.Replace('-', ' ')))}";
}
