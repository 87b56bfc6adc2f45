using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Uplink;

/// <summary>
/// Which broker one kind of connection uses next, whether it may connect there at all, and when a standing connection should be given up in order.
/// Used by one thread.
/// </summary>
internal sealed class BrokerChoice
{
    private readonly UplinkSettings _settings;
    private readonly RetryDelay _delay;
    private readonly BrokerInquiry _inquiry;
    private readonly FailBackWatch _failBack;
    private readonly BrokerRoute _route;
    private bool _wentBack;

    /// <param name="settings">The brokers, and whose device it is.</param>
    /// <param name="fence">Says whether a later box has this device id.</param>
    /// <param name="provider">Makes the connections of inquiries.</param>
    /// <param name="claim">Makes the status of this box while it is not connected.</param>
    /// <param name="delay">The waits between rounds.</param>
    /// <param name="time">For all waits.</param>
    public BrokerChoice(UplinkSettings settings, Fence fence, IMqttProvider provider, Func<Record> claim, RetryDelay delay, TimeProvider time)
    {
        (_settings, Fence, _delay) = (settings, fence, delay);
        _inquiry = new BrokerInquiry(settings, fence, provider, claim, time);
        _failBack = new FailBackWatch(_inquiry.IsWellAsync, asksLater: fence.HasTakenOver, settings.FailBack, time);
        _route = new BrokerRoute(settings.Brokers.Count);
    }

    /// <summary>Says whether a later box has this device id.</summary>
    public Fence Fence { get; }

    /// <summary>The broker whose turn it is.</summary>
    public Broker Current => _settings.Brokers[_route.Current];

    /// <summary>The same in words, with its place in a list of several.</summary>
    public string Where => _settings.Brokers.Count == 1 ? $"{Current}" : $"{Current} ({_route.Current + 1} of {_settings.Brokers.Count})";

    /// <summary>Asks the current broker which box it has heard of last; answers why this one may not connect, null where it may.</summary>
    /// <exception cref="MqttException">The broker could not be used.</exception>
    public async Task<string?> AskAsync(CancellationToken stop)
    {
        if (Fence.StandsDown is null) await _inquiry.AskAsync(Current, stop);
        return Fence.StandsDown;
    }

    /// <summary>The watch over a new connection to the current broker; dispose it when the connection has ended.</summary>
    public Departure Begin(CancellationToken stop) => new(Fence, FindEarlierAsync, stop);

    /// <summary>The connection has ended, or was none: chooses the next broker, and answers how long to wait before it is tried.</summary>
    /// <param name="backTo">The earlier broker for whose sake it was ended; null where it was not.</param>
    /// <param name="wasGood">It had lived for a while.</param>
    /// <param name="stop">Ends the wait of a box that stands down.</param>
    public async Task<TimeSpan> NextAsync(int? backTo, bool wasGood, CancellationToken stop)
    {
        if (_wentBack && wasGood) _failBack.Satisfied();
        else if (_wentBack) _failBack.Disappointed();
        _wentBack = backTo is not null;
        if (wasGood) _delay.Reset();
        if (backTo is { } earlier)
        {
            _route.GoBack(earlier);
            return TimeSpan.Zero;
        }

        if (Fence.StandsDown is not null)
        {
            await _inquiry.WaitUntilFreeAsync(stop);
            return TimeSpan.Zero;
        }

        return _route.Fail(wasGood) ? _delay.Next() : TimeSpan.Zero;
    }

    /// <summary>Completes when an earlier broker has been well for a while, and answers it.</summary>
    private Task<int> FindEarlierAsync(CancellationToken stop) => _failBack.FindAsync(_settings.Brokers, _route.Current, stop);
}
