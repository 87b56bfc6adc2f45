namespace EdgeMonitor.Uplink;

/// <summary>What the session sends next, and what waits.</summary>
internal sealed partial class UplinkSession
{
    /// <summary>Lets go what is to be sent again, as much as the centre may have unacknowledged; where nobody is known to listen, one record to ask.</summary>
    private void Release()
    {
        if (!MayBeHeard) return;
        foreach (var (stream, ledger) in parts.Books.Ledgers)
        {
            var most = parts.Centre.Confirms || _kept.GetValueOrDefault(stream) ? settings.MostUnacknowledged : 1;
            if (ledger.Release(most) is { } lowest) _lanes.SendAgain(stream, lowest);
        }
    }

    private void Fill()
    {
        // A broker that ends the connection over each record that it refuses would else get those first, over every new one.
        _lanes.RefusedWait = _window.IsCautious;
        FillInOrder();
        if (!_window.IsCautious || _window.InFlight > 0) return;
        _lanes.RefusedWait = false;
        FillInOrder();
    }

    private void FillInOrder()
    {
        foreach (var lane in _lanes.InOrder)
        {
            while (_window.MaySend(lane) && !BacklogWaits(lane) && Guarded(() => SendNext(lane)))
            {
            }
        }
    }

    /// <summary>True unless the centre that confirms is away.</summary>
    private bool MayBeHeard => !parts.Centre.Confirms || parts.Centre.IsPresent;

    /// <summary>Older telemetry waits for a centre that is away, and for a subscriber where there is none; everything else is also for those who listen now.</summary>
    private bool BacklogWaits(IUplinkLane lane) => lane.IsBacklog && (!MayBeHeard || IsForNobody(lane));

    /// <summary>True where the broker has said last that nobody is subscribed to the stream, that confirms nothing, and a record waits to ask again.</summary>
    private bool IsForNobody(IUplinkLane lane) => !parts.Centre.Confirms && !parts.Centre.PubackConfirms(isKept: false)
        && lane.Ledger.Waiting > 0 && _kept.TryGetValue(lane.Stream, out var isKept) && !isKept;

    /// <summary>Sends the lane's next record; false where it has none now.</summary>
    private bool SendNext(IUplinkLane lane)
    {
        if (!lane.TryTake(out var record)) return false;
        if (record.IsShredded)
        {
            parts.Books.Refusals[lane.Stream].Confirm(record.Sequence);
            lane.Ledger.Skip(record.Sequence);
            return true;
        }

        if (record.Unreadable is { } cause)
        {
            PassOver(lane, record.Sequence, cause);
            return true;
        }

        MqttMessage message;
        try
        {
            message = parts.Messages.Of(lane.Stream, record.Sequence, record.Bytes, lane.IsHistorical(record.Sequence));
        }
        catch (InvalidDataException malformed)
        {
            PassOver(lane, record.Sequence, malformed.Message);
            return true;
        }

        if (_window.InFlight == 0) _lastProgress = time.GetTimestamp();
        var bytes = message.Payload.Length;
        _hasSent = true;
        _window.Send(lane, bytes);
        var again = lane.Ledger.WasDelivered(record.Sequence);
        if (again) parts.Counters.CountResent();
        // What is sent again does not count: records that the centre will never acknowledge would keep all others back.
        lane.Ledger.Send(record.Sequence, bytes, counted: lane.IsBacklog && !again);
        _ = SendAsync(lane, record.Sequence, message);
        return true;
    }

    private void PassOver(IUplinkLane lane, long sequence, string cause)
    {
        // Nobody tries it again by the clock: it would be found unreadable for ever.
        parts.Books.Refusals[lane.Stream].Forget(sequence);
        lane.Ledger.PassOver(sequence);
        ReportUnreadable(lane.Stream, sequence, cause);
    }

    private async Task SendAsync(IUplinkLane lane, long sequence, MqttMessage message)
    {
        MqttException? failure = null;
        var isKept = false;
        try
        {
            isKept = await connection.PublishAsync(message, CancellationToken.None);
        }
        catch (MqttException notSent)
        {
            failure = notSent;
        }

        _outcomes.Enqueue(new Outcome(lane, sequence, message.Payload.Length, isKept, failure));
        Pulse();
    }
}
