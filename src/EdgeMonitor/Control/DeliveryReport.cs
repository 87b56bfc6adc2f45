using System.Text.Json.Nodes;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Control;

/// <summary>The part of <c>status</c> that says what is stored, what of it waits to be confirmed and by whom, and how long that will still take.</summary>
internal static class DeliveryReport
{
    /// <summary>A disk that does not answer must not keep a person from the alarms. Chosen: an open journal answers in milliseconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Adds the report: <c>uplink</c>, null where nothing is forwarded, and <c>streams</c>, null where the journal cannot be asked now.</summary>
    /// <param name="report">The answer to <c>status</c>.</param>
    /// <param name="journal">The journal.</param>
    /// <param name="counters">The uplink's counters; null where none is configured.</param>
    /// <param name="time">The clock.</param>
    public static async Task AddAsync(JsonObject report, JournalHost journal, UplinkCounters? counters, TimeProvider time)
    {
        report["uplink"] = counters is null ? null : Of(counters);
        report["streams"] = null;
        if (journal.Provider is null) return;
        try
        {
            report["streams"] = await Task.Run(() => Of(journal, time)).WaitAsync(Patience, time);
        }
        catch (Exception unanswered) when (unanswered is JournalException or TimeoutException)
        {
            // The recorder has an alarm of its own for that.
        }
    }

    /// <summary>The report in one line for people; null where there is none.</summary>
    public static string? Sentence(JsonObject report)
    {
        if (report["streams"] is not JsonArray streams) return null;
        var parts = streams.Select(stream => $"{stream!["stream"]} {stream["waiting"]} of {stream["stored"]}{Age(stream["oldest"])}");
        return $"Waiting to be confirmed: {string.Join(", ", parts)}.";
    }

    private static string Age(JsonNode? oldest) => oldest is null ? "" : $" (oldest {oldest})";

    private static JsonObject Of(UplinkCounters counters) => new()
    {
        ["connected"] = counters.Connected,
        ["broker"] = counters.Broker,
        ["confirmedBy"] = counters.CentreConfirms ? "centre" : "broker",
        ["centrePresent"] = counters.CentreIsPresent,
        ["unsubscribed"] = new JsonArray([.. counters.UnsubscribedStreams.Select(stream => JsonValue.Create(stream))]),
        ["thrownAway"] = counters.ThrownAway,
        ["unconsumed"] = counters.Unconsumed,
        ["rate"] = Math.Round(counters.Drain.RecordsPerSecond, 1),
        ["left"] = counters.Drain.Left is { } left ? Math.Ceiling(left.TotalSeconds) : null,
        ["sentAgain"] = counters.Resent,
        ["refused"] = counters.Refused,
        ["unreadable"] = counters.Unreadable,
        ["ignoredAcknowledgements"] = counters.IgnoredAcknowledgements,
        ["lastError"] = counters.LastError,
    };

    private static JsonArray Of(JournalHost journal, TimeProvider time)
    {
        var open = journal.Open();
        var streams = new JsonArray();
        foreach (var stream in JournalStreams.All.Select(stream => StreamWaiting.Of(open, stream)))
        {
            streams.Add(new JsonObject
            {
                ["stream"] = stream.Stream,
                ["stored"] = stream.Stored,
                ["storedBytes"] = stream.StoredBytes,
                ["waiting"] = stream.Waiting,
                ["waitingBytes"] = stream.WaitingBytes,
                ["oldest"] = stream.Oldest?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
                ["ageSeconds"] = stream.Oldest is { } oldest ? Math.Max(0, Math.Round((time.GetUtcNow() - oldest).TotalSeconds)) : null,
            });
        }

        return streams;
    }
}
