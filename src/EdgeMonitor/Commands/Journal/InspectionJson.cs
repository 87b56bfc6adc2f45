using System.Text.Json.Nodes;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Commands.Journal;

/// <summary>What <c>journal inspect --json</c> prints. Scripts depend on the names.</summary>
internal static class InspectionJson
{
    /// <summary>The object.</summary>
    public static string Text(JournalInspection journal, JsonObject? uplink)
    {
        var streams = new JsonObject();
        foreach (var stream in journal.Streams) streams[stream.Stream] = Of(stream, journal.At);
        return new JsonObject
        {
            ["directory"] = journal.Directory,
            ["device"] = journal.Device,
            ["provider"] = journal.Provider,
            ["at"] = journal.At,
            ["freeBytes"] = journal.FreeBytes,
            ["confirm"] = journal.Confirm is { } mode ? Names.Of(mode) : null,
            ["centreKnown"] = journal.CentreKnown,
            ["streams"] = streams,
            ["gaps"] = new JsonArray([.. journal.Gaps.Select(Of)]),
            ["files"] = new JsonArray([.. journal.Files.Select(Of)]),
            ["setAside"] = new JsonArray([.. journal.SetAside.Select(Of)]),
            ["unmoved"] = new JsonArray([.. journal.Unmoved.Select(Of)]),
            ["keys"] = new JsonArray([.. journal.Keys.Select(key => JsonValue.Create(key.ToString()))]),
            ["wear"] = journal.Wear is { } wear ? Of(wear) : null,
            ["uplink"] = uplink?.DeepClone(),
        }.ToJsonString();
    }

    private static JsonObject Of(StreamInspection stream, DateTimeOffset now) => new()
    {
        ["records"] = stream.Records,
        ["bytes"] = stream.Bytes,
        ["first"] = stream.First,
        ["last"] = stream.Last,
        ["lastEver"] = stream.LastEver,
        ["missing"] = stream.Missing,
        ["oldest"] = stream.Oldest,
        ["oldestAgeSeconds"] = stream.Oldest is { } oldest ? Math.Round((now - oldest).TotalSeconds) : null,
        ["newest"] = stream.Newest,
        ["waiting"] = stream.Waiting,
    };

    private static JsonObject Of(RecordGap gap) => new()
    {
        ["stream"] = gap.Stream,
        ["first"] = gap.FirstSequence,
        ["last"] = gap.LastSequence,
        ["count"] = gap.Count,
        ["start"] = gap.HasStartMs ? DateTimeOffset.FromUnixTimeMilliseconds(gap.StartMs) : null,
        ["end"] = gap.HasEndMs ? DateTimeOffset.FromUnixTimeMilliseconds(gap.EndMs) : null,
        ["cause"] = gap.Cause,
    };

    private static JsonObject Of(Wear wear) => new()
    {
        ["bytesPerBedDay"] = wear.BytesPerBedDay is { } bytes ? Math.Round(bytes) : null,
        ["factor"] = wear.Factor is { } factor ? Math.Round(factor, 3) : null,
        ["seconds"] = Math.Round(wear.Seconds),
    };

    private static JsonObject Of(JournalFile file) => new() { ["name"] = file.Name, ["bytes"] = file.Bytes };
}
