using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink.Simulation;

/// <summary>Box, broker and centre, and what lies between them, in virtual time; one seed is one run.</summary>
internal sealed class SimulatedNet : IMqttProvider
{
    /// <summary>A network of a seed.</summary>
    public SimulatedNet(int seed, ConfirmMode mode)
    {
        Random = new Random(seed);
        Broker = new SimulatedBroker(this);
        Centre = new SimulatedCentre(this);
        Watch = new SimulationWatch(this, mode);
    }

    public string Name => "simulated";

    public string? Unavailable => null;

    /// <summary>The one clock.</summary>
    public ManualTime Time { get; } = new();

    /// <summary>The one source of chance.</summary>
    public Random Random { get; }

    /// <summary>How bad it is now.</summary>
    public Weather Weather { get; set; } = Weather.Fair;

    /// <summary>The broker.</summary>
    public SimulatedBroker Broker { get; }

    /// <summary>The centre.</summary>
    public SimulatedCentre Centre { get; }

    /// <summary>What must hold.</summary>
    public SimulationWatch Watch { get; }

    /// <summary>True once the box knows that a centre confirms.</summary>
    public bool BoxKnowsCentre { get; set; }

    /// <summary>False while the network between box and broker is down: it takes the connection with it.</summary>
    public bool IsReachable
    {
        get;
        set
        {
            field = value;
            if (!value) Broker.Box?.Break("The network is down.");
        }
    } = true;

    /// <summary>Messages in flight that the broker allows; null to draw it for each connection.</summary>
    public int? ReceiveMaximum { get; set; }

    /// <summary>The topics.</summary>
    public Topics Topics { get; } = new("icu", UplinkRig.Device);

    public IMqttConnection Create(MqttSettings settings) => new SimulatedConnection(this, settings);

    /// <summary>True with this chance.</summary>
    public bool Chance(double chance) => Random.NextDouble() < chance;

    /// <summary>Does something after a time.</summary>
    public void After(TimeSpan wait, Action act)
    {
        ITimer? timer = null;
        timer = Time.CreateTimer(
            _ =>
            {
                timer?.Dispose();
                act();
            },
            null,
            wait,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>Does something after a packet's way, and not before the one that went before; answers when.</summary>
    public TimeSpan Later(TimeSpan before, Action act)
    {
        var at = Time.Elapsed + Weather.Way * Random.NextDouble();
        // One tick apart: what falls due at once would have no order.
        if (at <= before) at = before + TimeSpan.FromTicks(1);
        After(at - Time.Elapsed, act);
        return at;
    }
}
