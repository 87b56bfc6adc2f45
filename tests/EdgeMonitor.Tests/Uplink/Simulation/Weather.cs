namespace EdgeMonitor.Tests.Uplink.Simulation;

/// <summary>How bad things are in one run, drawn from its seed; each chance is that of one message or one second.</summary>
internal sealed record Weather
{
    /// <summary>Longest way of a packet in either direction.</summary>
    public TimeSpan Way { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Longest time until the broker acknowledges a late message.</summary>
    public TimeSpan Late { get; init; }

    /// <summary>Chance that a PUBACK is late.</summary>
    public double LateChance { get; init; }

    /// <summary>Chance that a PUBACK never comes.</summary>
    public double NeverChance { get; init; }

    /// <summary>Chance that a message is refused.</summary>
    public double RefusedChance { get; init; }

    /// <summary>Chance that the connection breaks, each second.</summary>
    public double BreakChance { get; init; }

    /// <summary>Chance that the broker is killed, each second, and loses what it has not saved.</summary>
    public double BrokerDiesChance { get; init; }

    /// <summary>Chance that the broker loses the centre's session, each second: it then throws away what it confirms.</summary>
    public double UnsubscribedChance { get; init; }

    /// <summary>True for a broker that ends the connection over some records without a word.</summary>
    public bool HasPoison { get; init; }

    /// <summary>True for a link that is up for 2 s and down for 3 s.</summary>
    public bool Flaps { get; init; }

    /// <summary>Chance that the centre is killed, each second.</summary>
    public double CentreDiesChance { get; init; }

    /// <summary>Chance that the box's daemon is killed, each second.</summary>
    public double BoxDiesChance { get; init; }

    /// <summary>Chance that an acknowledgement is lost, said twice, or said late.</summary>
    public double AcknowledgementFault { get; init; }

    /// <summary>Chance of a word on the topic <c>ack</c> that is none, each second.</summary>
    public double NonsenseChance { get; init; }

    /// <summary>Fair weather: everything comes through.</summary>
    public static Weather Fair { get; } = new();

    /// <summary>Foul weather; every kind of fault is absent in many runs and common in some.</summary>
    public static Weather Foul(Random random) => new()
    {
        Way = TimeSpan.FromMilliseconds(1 + random.Next(400)),
        Late = TimeSpan.FromSeconds(random.Next(1, 70)),
        LateChance = Some(random, 0.1),
        NeverChance = Some(random, 0.01),
        RefusedChance = Some(random, 0.05),
        BreakChance = Some(random, 0.3),
        BrokerDiesChance = Some(random, 0.05),
        CentreDiesChance = Some(random, 0.05),
        BoxDiesChance = Some(random, 0.03),
        AcknowledgementFault = Some(random, 0.5),
        NonsenseChance = Some(random, 0.2),
        UnsubscribedChance = Some(random, 0.1),
        Flaps = random.Next(5) == 0,
        HasPoison = random.Next(6) == 0,
    };

    private static double Some(Random random, double most) => random.Next(2) == 0 ? 0 : random.NextDouble() * most;
}
