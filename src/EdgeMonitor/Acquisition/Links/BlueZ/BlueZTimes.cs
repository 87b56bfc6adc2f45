namespace EdgeMonitor.Acquisition.Links.BlueZ;

/// <summary>How long BlueZ may take; tests ask for less. All chosen, from what adapters need: a connection 0.2 to 5 s, the first reading of a device's services up to 10 s.</summary>
internal sealed record BlueZTimes
{
    /// <summary>For one method of BlueZ that does not go through the air.</summary>
    public TimeSpan Call { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For a connection; then it is given up, so that other devices have their turn.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Until a connected device's services are known.</summary>
    public TimeSpan Resolve { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>For a read or write through the air; the attribute protocol itself gives up after 30 s.</summary>
    public TimeSpan Attribute { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For pairing, with what a person does at the device.</summary>
    public TimeSpan Pair { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where a device is chosen by its service, so long is looked whether there is another.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Where the adapter cannot tell who is near, a known device is tried blindly after so long; so often it is looked whether the search still runs.</summary>
    public TimeSpan Blind { get; init; } = TimeSpan.FromSeconds(5);
}
