using EdgeMonitor.Storage;

namespace EdgeMonitor.Uplink;

/// <summary>
/// How much may be on its way in one connection: messages within the broker's receive maximum with places kept for alarms, bytes of telemetry, the
/// backlog's share of the line, and what of it the centre has not confirmed. Used by one thread.
/// </summary>
internal sealed class SendWindow(UplinkSettings settings, int receiveMaximum, TimeProvider time)
{
    /// <summary>Places that everything else leaves free, so that an alarm never waits for a telemetry record's confirmation.</summary>
    private const int KeptForAlarms = 2;

    /// <summary>What topic, properties and packet take beside the payload, bytes. Measured: about 150 (WireSizeTests).</summary>
    private const int Overhead = 150;

    // One place is the status's, which is not counted here.
    private readonly int _places = Math.Max(1, Math.Min(settings.Window, receiveMaximum - 1));
    private readonly FlightLimit _flight = new(time);
    private readonly BacklogShaper _shaper = new(settings.BacklogBitsPerSecond, time);

    /// <summary>Messages on their way.</summary>
    public int InFlight { get; private set; }

    /// <summary>How long the backlog waits for its share of the line; null where it does not.</summary>
    public TimeSpan? ShapedUntil => _shaper.Wait is var wait && wait > TimeSpan.Zero ? wait : null;

    /// <summary>True where one more message of the lane may go.</summary>
    public bool MaySend(UplinkLane lane)
    {
        if (lane.Stream == JournalStreams.Alarms) return InFlight < _places;
        if (InFlight >= Math.Max(1, _places - KeptForAlarms)) return false;
        if (lane.Stream == JournalStreams.Telemetry && !_flight.MaySend) return false;
        return !lane.IsBacklog
            || (lane.Ledger.CountedRecords < settings.MostUnacknowledged && lane.Ledger.CountedBytes < settings.MostUnacknowledgedBytes && _shaper.Wait == TimeSpan.Zero);
    }

    /// <summary>A message of the lane goes.</summary>
    public void Send(UplinkLane lane, int bytes)
    {
        InFlight++;
        if (lane.Stream == JournalStreams.Telemetry) _flight.Send(bytes + Overhead);
        if (lane.IsBacklog) _shaper.Spend(bytes + Overhead);
    }

    /// <summary>It has arrived, or is lost.</summary>
    public void Land(UplinkLane lane, int bytes)
    {
        InFlight--;
        if (lane.Stream == JournalStreams.Telemetry) _flight.Land(bytes + Overhead);
    }
}
