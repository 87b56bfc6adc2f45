namespace EdgeMonitor.Acquisition.Links.Ble;

/// <summary>What a device has sent by itself: a notification or an indication.</summary>
/// <param name="Characteristic">Which characteristic.</param>
/// <param name="Value">Its bytes.</param>
/// <param name="Heard">When it was heard, as a timestamp of the machine's monotonic clock: a driver may come to it much later.</param>
internal readonly record struct BleNotification(Guid Characteristic, ReadOnlyMemory<byte> Value, long Heard);

/// <summary>A device refuses one characteristic; the link itself is well.</summary>
internal sealed class BleRefusedException(string message) : IOException(message);

/// <summary>A device that was in reach could not be connected: Bluetooth itself is well.</summary>
internal sealed class BleUnreachableException(string message) : IOException(message);

/// <summary>
/// A connected device whose services are known. Where the link ends, for whatever cause, all members throw an <see cref="IOException"/> whose sentence says which.
/// Disposing it ends the link where nobody else uses it.
/// </summary>
internal interface IBleDevice : IAsyncDisposable
{
    /// <summary>Its address, e.g. <c>C0:FF:EE:12:34:56</c>.</summary>
    string Address { get; }

    /// <summary>True where box and device have exchanged keys: nobody else can speak for this device.</summary>
    bool IsBonded { get; }

    /// <summary>True where it has this characteristic.</summary>
    bool Has(Guid characteristic);

    /// <summary>Exchanges keys; returns when the device is bonded.</summary>
    /// <exception cref="IOException">It refuses.</exception>
    Task PairAsync(CancellationToken stop);

    /// <summary>Reads a characteristic.</summary>
    /// <exception cref="BleRefusedException">The device does not give it.</exception>
    ValueTask<byte[]> ReadAsync(Guid characteristic, CancellationToken stop);

    /// <summary>Writes a characteristic and waits for the device's word.</summary>
    /// <exception cref="BleRefusedException">The device does not take it.</exception>
    ValueTask WriteAsync(Guid characteristic, ReadOnlyMemory<byte> value, CancellationToken stop);

    /// <summary>Asks for notifications, or for indications where the characteristic has only those.</summary>
    /// <exception cref="BleRefusedException">The device does not give them.</exception>
    Task SubscribeAsync(Guid characteristic, CancellationToken stop);

    /// <summary>Waits for the next value of a subscribed characteristic. What nobody takes in time is lost from the oldest on.</summary>
    ValueTask<BleNotification> NextAsync(CancellationToken stop);
}

/// <summary>The box's side of Bluetooth Low Energy.</summary>
internal interface IBleCentral
{
    /// <summary>The provider's name.</summary>
    string Name { get; }

    /// <summary>Waits until the device is in reach, connects, and waits until its services are known.</summary>
    /// <param name="target">Which device.</param>
    /// <param name="patience">How long to look for it; <see cref="Timeout.InfiniteTimeSpan"/> for one that is off most of the time.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="BleUnreachableException">The device was there and could not be connected.</exception>
    /// <exception cref="IOException">There is no Bluetooth, or no such device, or it cannot be told which one; the sentence says what to do.</exception>
    Task<IBleDevice> ConnectAsync(BleTarget target, TimeSpan patience, CancellationToken stop);
}

/// <summary>A box without Bluetooth: each attempt says so.</summary>
/// <param name="why">One sentence for people.</param>
internal sealed class NoBleCentral(string why) : IBleCentral
{
    /// <inheritdoc/>
    public string Name => "none";

    /// <inheritdoc/>
    public Task<IBleDevice> ConnectAsync(BleTarget target, TimeSpan patience, CancellationToken stop) => Task.FromException<IBleDevice>(new IOException(why));
}
