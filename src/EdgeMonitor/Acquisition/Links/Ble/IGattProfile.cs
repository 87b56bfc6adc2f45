using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Links.Ble;

/// <summary>What one kind of device measures: a pure parser of its characteristics, with what must be kept from one value to the next.</summary>
internal interface IGattProfile
{
    /// <summary>The device for people, e.g. <c>heart-rate sensor</c>.</summary>
    string Device { get; }

    /// <summary>Its service.</summary>
    Guid Service { get; }

    /// <summary>The characteristics to subscribe to; the device must have one of them.</summary>
    IReadOnlyList<Guid> Measurements { get; }

    /// <summary>The characteristics to read once, where the device has them; their values come to <see cref="Decode"/> like any other.</summary>
    IReadOnlyList<Guid> Settings { get; }

    /// <summary>The longest silence of a healthy device; <see cref="Timeout.InfiniteTimeSpan"/> for one that a person makes measure, and that is off meanwhile.</summary>
    TimeSpan DataAge { get; }

    /// <summary>The device is asked for and has not measured yet: why nothing is there.</summary>
    void Await(TimeSpan at, ICollection<MonitorInput> inputs);

    /// <summary>Decodes a value; false where it is malformed.</summary>
    /// <param name="characteristic">Of which characteristic.</param>
    /// <param name="value">Its bytes.</param>
    /// <param name="at">When it arrived, on the monitor's line.</param>
    /// <param name="clock">The device's own clock, against which the time in a value is held.</param>
    /// <param name="inputs">Takes readings and changes of contact.</param>
    bool Decode(Guid characteristic, ReadOnlySpan<byte> value, TimeSpan at, DeviceClock clock, ICollection<MonitorInput> inputs);
}
