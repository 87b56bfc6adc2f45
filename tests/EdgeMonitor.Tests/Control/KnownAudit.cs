using EdgeMonitor.Security;

namespace EdgeMonitor.Tests.Control;

/// <summary>An audit sink that a test can read.</summary>
internal sealed class KnownAudit : IAuditSink
{
    private readonly List<string> _entries = [];

    /// <summary>Each entry as <c>who: action: detail</c>.</summary>
    public IReadOnlyList<string> Entries
    {
        get { lock (_entries) return [.. _entries]; }
    }

    public void Record(string who, string action, string detail)
    {
        lock (_entries) _entries.Add($"{who}: {action}: {detail}");
    }
}
