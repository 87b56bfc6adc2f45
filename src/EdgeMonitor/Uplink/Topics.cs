using System.Buffers;
using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>
/// The topics of one device. They name places and devices only, never a patient.
/// </summary>
internal sealed class Topics
{
    /// <summary>Longest site or device name, characters. Chosen: enough for a serial number, short enough to be paid for in every message.</summary>
    private const int LongestName = 64;

    private const string Root = "edgemonitor/v1";

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private readonly string _device;

    /// <summary>Topics of the device at the site.</summary>
    /// <exception cref="ArgumentException">A name is empty, too long, or holds a character that a topic must not have.</exception>
    public Topics(string site, string device)
    {
        Require(site, nameof(site));
        Require(device, nameof(device));
        _device = $"{Root}/{site}/{device}";
        CentrePresence = $"{Root}/{site}/centre/presence";
    }

    /// <summary>Retained: whether the device is online; also its last will.</summary>
    public string Status => _device + "/status";

    /// <summary>In: the centre's confirmations of what it has committed.</summary>
    public string Acknowledgement => _device + "/ack";

    /// <summary>In: commands of people at the centre.</summary>
    public string Command => _device + "/cmd";

    /// <summary>In: commands of people at a nurse station, for the broker's access list a topic of its own for each (<see cref="CommandFrom"/>).</summary>
    public string StationCommands => _device + "/cmd/+";

    /// <summary>In: the nurse stations' receipts, a topic for each (<see cref="ReceiptFrom"/>).</summary>
    public string StationReceipts => _device + "/station/+";

    /// <summary>Out, every few seconds, never retained: that the bed is there and what it signals.</summary>
    public string Heartbeat => _device + "/heartbeat";

    /// <summary>Out: what became of commands.</summary>
    public string CommandAnswer => _device + "/answer";

    /// <summary>In, retained: whether a centre is there that confirms.</summary>
    public string CentrePresence { get; }

    /// <summary>Out: the records of a journal stream.</summary>
    public string Of(string stream) => $"{_device}/{stream}";

    /// <summary>What a centre listens to: the records of all devices of its site.</summary>
    public static IReadOnlyList<string> RecordsOf(string site)
    {
        Require(site, nameof(site));
        return [.. JournalStreams.All.Select(stream => $"{Root}/{site}/+/{stream}")];
    }

    /// <summary>Where a nurse station's commands to this device go.</summary>
    public string CommandFrom(string station) => $"{_device}/cmd/{station}";

    /// <summary>Where a nurse station confirms to this device what it signals.</summary>
    public string ReceiptFrom(string station) => $"{_device}/station/{station}";

    /// <summary>True for a site or device name that can stand in a topic: letters, digits, <c>.</c>, <c>_</c> and <c>-</c>, 1 to 64 of them.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= LongestName && !name.AsSpan().ContainsAnyExcept(Allowed);

    private static void Require(string name, string parameter)
    {
        if (!IsName(name))
            throw new ArgumentException($"\"{name}\": allowed are 1 to {LongestName} letters, digits, '.', '_' and '-'.", parameter);
    }
}
