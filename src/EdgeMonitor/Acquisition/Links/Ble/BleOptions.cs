namespace EdgeMonitor.Acquisition.Links.Ble;

/// <summary>What all drivers of Bluetooth devices are told: which device, and how far it must be known.</summary>
internal sealed class BleOptions
{
    private BleOptions(BleTarget target, bool requireBond, bool enrol, bool setTime)
        => (Target, RequireBond, Enrol, SetTime) = (target, requireBond, enrol, setTime);

    /// <summary>Which device. One that was chosen by its service stays the one until the box restarts: a neighbour's must not take its place.</summary>
    public BleTarget Target { get; private set; }

    /// <summary>Values are taken from a bonded device only.</summary>
    public bool RequireBond { get; }

    /// <summary>A device that is not bonded yet is bonded now: for the supervised moment in which it is first put to the bed.</summary>
    public bool Enrol { get; }

    /// <summary>The device's clock is set where it has one.</summary>
    public bool SetTime { get; }

    /// <summary>Reads a sensor's settings.</summary>
    /// <param name="context">The sensor.</param>
    /// <param name="service">The service that the driver reads.</param>
    /// <param name="others">The driver's own settings.</param>
    /// <exception cref="SensorSettingException">One is missing or wrong.</exception>
    public static BleOptions From(SensorContext context, Guid service, params string[] others)
    {
        context.AllowOnly([nameof(RequireBond), nameof(Enrol), nameof(SetTime), .. others]);
        var target = BleTarget.Parse(context.RequireLink(BleTarget.Allowed), service);
        return new BleOptions(
            target,
            Flag(context, nameof(RequireBond), otherwise: target.Address is not null),
            Flag(context, nameof(Enrol), otherwise: false),
            Flag(context, nameof(SetTime), otherwise: true));
    }

    /// <summary>True once it was said that nothing has been measured yet: what was measured since must not be taken back by a link that broke.</summary>
    public bool IsAwaited { get; set; }

    /// <summary>From now on this device and no other.</summary>
    public void Keep(string address) => Target = Target with { Address = address };

    private static bool Flag(SensorContext context, string name, bool otherwise)
    {
        foreach (var (key, value) in context.Settings)
        {
            if (!key.Equals(name, StringComparison.OrdinalIgnoreCase)) continue;
            return bool.TryParse(value, out var flag) ? flag : throw new SensorSettingException($"Settings:{name}", value, "true or false");
        }

        return otherwise;
    }
}
