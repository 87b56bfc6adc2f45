using System.Text.Json.Nodes;

namespace EdgeMonitor.Commands.Journal;

/// <summary>What <c>journal verify --json</c> prints. Scripts depend on the names.</summary>
internal static class VerificationJson
{
    /// <summary>The object.</summary>
    public static string Text(IReadOnlyList<StreamVerification> streams, KnownGaps gaps)
    {
        var all = new JsonObject();
        foreach (var stream in streams)
        {
            all[stream.Stream] = new JsonObject
            {
                ["first"] = stream.Holes.First,
                ["last"] = stream.Holes.First is null ? null : stream.Holes.Last,
                ["good"] = stream.Good,
                ["unreadable"] = stream.Unreadable,
                ["shredded"] = stream.Shredded,
                ["missing"] = stream.Holes.Count,
                ["bad"] = new JsonArray([.. stream.Bad.Select(bad => new JsonObject { ["sequence"] = bad.Sequence, ["why"] = bad.Why })]),
                ["holes"] = new JsonArray([.. stream.Holes.All.Select(hole => Hole(stream, hole, gaps))]),
            };
        }

        return new JsonObject { ["well"] = streams.All(stream => stream.IsWell(gaps)), ["streams"] = all }.ToJsonString();
    }

    private static JsonObject Hole(StreamVerification stream, (long First, long Last) hole, KnownGaps gaps)
    {
        var gap = gaps.Explains(stream.Stream, hole.First, hole.Last);
        return new JsonObject
        {
            ["first"] = hole.First,
            ["last"] = hole.Last,
            ["explained"] = gap is not null,
            ["cause"] = gap?.Cause,
            ["lost"] = gap is null && stream.IsWhole,
        };
    }
}
