using System.Text.Json.Nodes;

namespace EdgeMonitor.Commands.Journal;

/// <summary>What <c>journal verify --json</c> prints. Scripts depend on the names.</summary>
internal static class VerificationJson
{
    /// <summary>The object.</summary>
    public static string Text(IReadOnlyList<StreamVerification> streams)
    {
        var all = new JsonObject();
        foreach (var stream in streams)
        {
            all[stream.Stream] = new JsonObject
            {
                ["first"] = stream.First,
                ["last"] = stream.Last,
                ["good"] = stream.Good,
                ["unreadable"] = stream.Unreadable,
                ["shredded"] = stream.Shredded,
                ["missing"] = stream.Missing,
                ["lost"] = stream.Lost,
                ["vanished"] = stream.Vanished,
                ["bad"] = new JsonArray([.. stream.Bad.Select(bad => new JsonObject { ["sequence"] = bad.Sequence, ["why"] = bad.Why })]),
                ["holes"] = new JsonArray([.. stream.Holes.Select(Hole)]),
            };
        }

        return new JsonObject { ["well"] = streams.All(stream => stream.IsWell), ["streams"] = all }.ToJsonString();
    }

    private static JsonObject Hole(HolePart part) => new()
    {
        ["first"] = part.First,
        ["last"] = part.Last,
        ["explained"] = !part.IsLost,
        ["cause"] = part.IsLost ? null : part.Why,
        ["lost"] = part.IsLost,
    };
}
