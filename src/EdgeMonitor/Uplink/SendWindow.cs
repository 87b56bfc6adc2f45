using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>
/// How much may be on its way in one connection: messages within the broker's receive maximum with places kept for alarms, bytes of telemetry, the
/// backlog's share of the line, and what of it the centre has not confirmed. Used by one thread.
/// </summary>
/// <param name="settings">The bounds.</param>
/// <param name="receiveMaximum">Messages in flight that the broker allows.</param>
/// <param name="cautious">
/// True to send one at a time until the first is confirmed: where the connection before brought nothing, because a broker that ends it after a
/// refusal takes the refusal's own message with it when more was on its way.
/// </param>
/// <param name="time">The clock.</param>
internal sealed class SendWindow(UplinkSettings settings, int receiveMaximum, bool cautious, TimeProvider time)
{
    /// <summary>Places that everything else leaves free, so that an alarm never waits for a telemetry record's confirmation.</summary>
    private const int KeptForAlarms = 2;

    /// <summary>What topic, properties and packet take beside the payload, bytes. Measured: about 150 (WireSizeTests).</summary>
    private const int Overhead = 150;

    // One place is the status's, which is not counted here.
    private readonly int _allPlaces = Math.Max(1, Math.Min(settings.Window, receiveMaximum - 1));
    private int _places = cautious ? 1 : int.MaxValue;
    private readonly FlightLimit _flight = new(time);
    private readonly BacklogShaper _shaper = new(settings.BacklogBitsPerSecond, time);

    private int Places => Math.Min(_places, _allPlaces);

    /// <summary>True while one message at a time is sent, until the first is confirmed.</summary>
    public bool IsCautious => _places == 1;

    /// <summary>Messages on their way.</summary>
    public int InFlight { get; private set; }

    /// <summary>How long the backlog waits for its share of the line; null where it does not.</summary>
    public TimeSpan? ShapedUntil => _shaper.Wait is var wait && wait > TimeSpan.Zero ? wait : null;

    /// <summary>True where one more message of the lane may go.</summary>
    public bool MaySend(IUplinkLane lane)
    {
        if (lane is { Stream: JournalStreams.Alarms, IsAgain: false }) return InFlight < Places;
        if (InFlight >= Math.Max(1, Places - KeptForAlarms)) return false;
        if (lane.Stream == JournalStreams.Telemetry && !_flight.MaySend) return false;
        if (IsShaped(lane) && _shaper.Wait > TimeSpan.Zero) return false;
        return !lane.IsBacklog || (lane.Ledger.CountedRecords < settings.MostUnacknowledged && lane.Ledger.CountedBytes < settings.MostUnacknowledgedBytes);
    }

    /// <summary>The broker has confirmed something: a careful beginning is over.</summary>
    public void Open() => _places = int.MaxValue;

    /// <summary>A message of the lane goes.</summary>
    public void Send(IUplinkLane lane, int bytes)
    {
        InFlight++;
        if (lane.Stream == JournalStreams.Telemetry) _flight.Send(bytes + Overhead);
        if (IsShaped(lane)) _shaper.Spend(bytes + Overhead);
    }

    /// <summary>It has arrived, or is lost.</summary>
    public void Land(IUplinkLane lane, int bytes)
    {
        InFlight--;
        if (lane.Stream == JournalStreams.Telemetry) _flight.Land(bytes + Overhead);
    }

    private static bool IsShaped(IUplinkLane lane) => lane.IsBacklog || lane is { Stream: JournalStreams.Telemetry, IsAgain: true };
}
