using System.Text.Json.Nodes;

namespace EdgeMonitor.Control;

/// <summary>What became of a request; the names stand on the wire in lower case.</summary>
internal enum ControlOutcome
{
    /// <summary>It was done, or here is what was asked for.</summary>
    Done,

    /// <summary>The monitor refused it; nothing was changed.</summary>
    Refused,

    /// <summary>This person may not do it; nothing was changed.</summary>
    Forbidden,

    /// <summary>The request itself was wrong; nothing was changed.</summary>
    Malformed,

    /// <summary>Nobody knows whether it was done: the monitor has not answered in time, or is stopping.</summary>
    Unknown,
}

/// <summary>The answer to one request: one JSON object on one line.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Answer">One sentence for the person.</param>
/// <param name="Details">What was asked for, e.g. the limits; null where there is nothing to add.</param>
internal sealed record ControlReply(ControlOutcome Outcome, string Answer, JsonObject? Details = null);
