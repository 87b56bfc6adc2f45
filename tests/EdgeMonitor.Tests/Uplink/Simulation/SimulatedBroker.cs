using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.Uplink.Simulation;

/// <summary>What a broker answers to a message.</summary>
internal enum Verdict
{
    /// <summary>It keeps it for a subscriber.</summary>
    Kept,

    /// <summary>Nobody is subscribed: it has thrown it away (PUBACK 0x10).</summary>
    ForNobody,

    /// <summary>It refuses it.</summary>
    Refused,
}

/// <summary>
/// A broker that promises what a PUBACK promises, nothing about its disk: killed, it forgets a part of what it has confirmed. It keeps the
/// sessions of the centre and of the box, and the retained presence, as long as it does not forget them.
/// </summary>
internal sealed class SimulatedBroker(SimulatedNet net)
{
    private readonly List<MqttMessage> _toCentre = [], _toBox = [];
    private readonly HashSet<string> _subscribed = []; // of the box's session
    private SimulatedConnection? _box;
    private MqttMessage? _presence;

    /// <summary>True while it runs.</summary>
    public bool IsUp { get; private set; } = true;

    /// <summary>Records over which it ends the connection without a word.</summary>
    public Func<Record, bool> Poison { get; set; } = _ => false;

    /// <summary>True while it has the centre's session.</summary>
    public bool HasSubscriber { get; private set; } = true;

    /// <summary>What waits for the centre.</summary>
    public IReadOnlyList<MqttMessage> ToCentre => _toCentre;

    /// <summary>The box's connection; null where it has none.</summary>
    public SimulatedConnection? Box => _box;

    /// <summary>CONNECT.</summary>
    public void Accept(SimulatedConnection connection)
    {
        if (!connection.IsSession) return;
        _box?.Break("Another connection has taken over the session.");
        _box = connection;
        if (connection.Settings.SessionLife is null)
        {
            _subscribed.Clear();
            _toBox.Clear();
        }

        foreach (var waiting in _toBox) connection.Deliver(waiting);
        _toBox.Clear();
    }

    /// <summary>SUBSCRIBE: what is retained comes, though it may have come before.</summary>
    public void Subscribe(SimulatedConnection connection, string filter)
    {
        if (connection != _box) return;
        _subscribed.Add(filter);
        if (_presence is { } presence && filter == net.Topics.CentrePresence) connection.Deliver(presence with { Retain = true });
    }

    /// <summary>PUBLISH of the box.</summary>
    public void Publish(SimulatedConnection connection, MqttMessage message, Action<Verdict> answer)
    {
        if (!IsUp) return;
        if (message.Topic != net.Topics.Status && Poison(RecordCodec.Decode(message.Payload.Span)))
        {
            connection.Break("The broker ended the connection.");
            return;
        }

        var verdict = VerdictOn(message);
        if (verdict == Verdict.Refused)
        {
            answer(verdict);
            return;
        }

        net.Watch.OnAccepted(message, verdict == Verdict.Kept);
        if (verdict == Verdict.Kept && message.Topic != net.Topics.Status) _toCentre.Add(message);
        if (net.Chance(net.Weather.NeverChance)) return;
        if (!net.Chance(net.Weather.LateChance)) answer(verdict);
        else net.After(net.Weather.Late * net.Random.NextDouble(), () =>
        {
            answer(verdict);
            if (net.Random.Next(2) == 0) answer(verdict); // twice
        });
    }

    /// <summary>The centre's session ends, and it subscribes anew some time later.</summary>
    public void LoseSubscriber()
    {
        if (!HasSubscriber) return;
        HasSubscriber = false;
        net.After(TimeSpan.FromSeconds(1 + net.Random.Next(40)), () => HasSubscriber = true);
    }

    /// <summary>PUBLISH of the centre.</summary>
    public void Say(MqttMessage message)
    {
        if (!IsUp) return;
        if (message.Retain) _presence = message;
        if (!_subscribed.Contains(message.Topic)) return;
        if (_box is { } box) box.Deliver(message with { Retain = false });
        else _toBox.Add(message with { Retain = false });
    }

    /// <summary>The centre takes what waits for it, in order.</summary>
    public IReadOnlyList<MqttMessage> Take(int most)
    {
        var taken = _toCentre.Take(IsUp ? most : 0).ToList();
        _toCentre.RemoveRange(0, taken.Count);
        return taken;
    }

    /// <summary>The box's connection has ended.</summary>
    public void Leave(SimulatedConnection connection, bool inOrder)
    {
        if (_box != connection) return;
        _box = null;
        if (!inOrder || connection.Settings.SessionLife is not null) return;
        _subscribed.Clear();
        _toBox.Clear();
    }

    /// <summary>SIGKILL, and a start some seconds later.</summary>
    public void Die()
    {
        if (!IsUp) return;
        IsUp = false;
        _box?.Break("The broker is gone.");
        Forget(_toCentre);
        Forget(_toBox);
        // It may forget who confirms only after the box has learnt it: before, nobody could know.
        if (net.BoxKnowsCentre && net.Random.Next(3) == 0) _presence = null;
        net.After(TimeSpan.FromSeconds(1 + net.Random.Next(30)), () =>
        {
            IsUp = true;
            net.Centre.OnBrokerBack();
        });
    }

    private void Forget(List<MqttMessage> queue)
    {
        var kept = net.Random.Next(queue.Count + 1);
        queue.RemoveRange(kept, queue.Count - kept);
    }

    private Verdict VerdictOn(MqttMessage message)
    {
        if (message.Topic == net.Topics.Status) return Verdict.Kept; // the box itself listens to it
        if (net.Chance(net.Weather.RefusedChance)) return Verdict.Refused;
        return HasSubscriber ? Verdict.Kept : Verdict.ForNobody;
    }
}
