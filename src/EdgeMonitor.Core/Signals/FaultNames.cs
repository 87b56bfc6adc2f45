namespace EdgeMonitor.Core.Signals;

/// <summary>The faults of a signal in words, as they stand on the wire and on the command line: <c>noise</c>, or <c>flat, disagreement</c>.</summary>
public static class FaultNames
{
    private static readonly QualityFaults[] Single = [.. Enum.GetValues<QualityFaults>().Where(fault => fault != QualityFaults.None)];

    /// <summary>One list for each combination, so that none is made while a patient is monitored.</summary>
    private static readonly string[] Lists = [.. Enumerable.Range(0, 1 << Single.Length).Select(faults => string.Join(", ", NamesOf((QualityFaults)faults)))];

    /// <summary>All of them in one text; empty where there is none.</summary>
    public static string Of(QualityFaults faults) => Lists[(int)faults];

    /// <summary>Each by its name.</summary>
    public static IEnumerable<string> NamesOf(QualityFaults faults) => Single.Where(fault => (faults & fault) != 0).Select(fault => Names.Of(fault));
}
