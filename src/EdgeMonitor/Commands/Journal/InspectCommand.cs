using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using EdgeMonitor.Control;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands.Journal;

/// <summary><c>edgemonitor journal inspect</c>: what a box's journal holds, without reading all of it. Works beside the daemon.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var box = new BoxOptions();
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var socket = new Option<string?>("--socket") { Description = "The daemon's control socket, to ask how long the drain will take.", HelpName = "path" };
        socket.Validators.Add(UsageError.RefuseEmpty);
        var command = new Command("inspect", "Print the streams with their ranges, ages, bytes and gaps, and what waits to be confirmed.") { box.Config, box.State, box.Device, socket, json };
        command.SetAction((result, stop) => RunAsync(box.Of(result), result.GetValue(socket), result.GetValue(json), stop));
        return command;
    }

    private static async Task<int> RunAsync(Box box, string? socket, bool json, CancellationToken stop)
    {
        // The command line listens for signals once this has given its thread back.
        await Task.Yield();
        var inspection = JournalInspection.Of(box, TimeProvider.System.GetUtcNow(), stop);
        var uplink = await AskDaemonAsync(socket ?? SocketOf(box), stop);
        if (json) await Terminal.Out.WriteLineAsync(InspectionJson.Text(inspection, uplink));
        else Print(inspection, uplink);
        return ExitCodes.Ok;
    }

    /// <summary>What the running daemon says of its uplink; null where none answers or this user may not ask: then only the journal speaks.</summary>
    private static async Task<JsonObject?> AskDaemonAsync(string socket, CancellationToken stop)
    {
        if (!File.Exists(socket)) return null;
        try
        {
            var reply = await ControlClient.AskAsync(socket, new JsonObject { ["act"] = ControlActs.Status }, stop);
            return reply.Details?["uplink"] as JsonObject;
        }
        catch (Exception silent) when (silent is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A box that was told by its state directory has its socket there, where it has none of systemd's.</summary>
    private static string SocketOf(Box box)
    {
        var beside = Path.Combine(box.State, ControlSocket.FileName);
        return File.Exists(beside) ? beside : ControlSocket.ForClient();
    }

    private static void Print(JournalInspection journal, JsonObject? uplink)
    {
        var output = Terminal.Out;
        output.WriteLine($"{journal.Provider} in {journal.Directory}, device {journal.Device}, {Size(journal.Files.Sum(file => file.Bytes))} in {journal.Files.Count} files{(journal.FreeBytes is { } free ? $", {Size(free)} free" : "")}");
        output.WriteLine($"{"stream",-10} {"records",10} {"bytes",10} {"waiting",10}  range, age");
        foreach (var stream in journal.Streams)
        {
            var waiting = stream.Waiting is { } count ? count.ToString(CultureInfo.InvariantCulture) : "-";
            output.WriteLine($"{stream.Stream,-10} {stream.Records,10} {Size(stream.Bytes),10} {waiting,10}  {Range(stream, journal.At)}");
        }

        output.WriteLine($"Confirmed by {journal.ConfirmedBy}.");
        output.WriteLine(uplink is null ? "No daemon that sends records has said how long the drain will take." : UplinkLine.Of(uplink));
        output.WriteLine($"Data keys: {(journal.Keys.Count == 0 ? "none yet" : string.Join(", ", journal.Keys.Take(LongRun.MostListed)))}{(journal.Keys.Count > LongRun.MostListed ? $" and {journal.Keys.Count - LongRun.MostListed} more" : "")}.");
        output.WriteLine($"Wear: {(journal.Wear is { } wear ? wear.ToString() : "not measured yet.")}");
        foreach (var gap in journal.Gaps.Take(LongRun.MostListed)) output.WriteLine($"Gone for good: {gap.Stream} {gap.FirstSequence}-{gap.LastSequence}, {gap.Count} records: {gap.Cause}");
        if (journal.Gaps.Count > LongRun.MostListed) output.WriteLine($"and {journal.Gaps.Count - LongRun.MostListed} more gaps; --json has them all");
        foreach (var file in journal.Unmoved) output.WriteLine($"Not moved yet from another provider: {file.Name}, {Size(file.Bytes)}; the daemon moves its records while it runs.");
        foreach (var file in journal.SetAside) output.WriteLine($"Set aside as damaged: {file.Name}, {Size(file.Bytes)} (edgemonitor journal salvage {Path.Combine(journal.Directory, file.Name)})");
    }

    private static string Range(StreamInspection stream, DateTimeOffset now)
    {
        if (stream.First is not { } first) return stream.LastEver == 0 ? "empty, as ever" : $"empty after {stream.LastEver}";
        var missing = stream.Missing > 0 ? $", {stream.Missing} missing between" : "";
        return $"{first}-{stream.Last}{missing}{Age("oldest", stream.Oldest, now)}{Age("newest", stream.Newest, now)}";
    }

    private static string Age(string which, DateTimeOffset? made, DateTimeOffset now) =>
        made is { } at ? string.Create(CultureInfo.InvariantCulture, $", {which} {at:yyyy-MM-dd HH:mm:ss}Z ({UplinkLine.Length(now - at)} ago)") : "";

    private static string Size(long bytes) => bytes switch
    {
        < 10 << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 10 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0} KiB"),
        < 10L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.0} GiB"),
    };
}
