using System.Threading.Channels;
using EdgeMonitor.Acquisition.Links.Ble;

namespace EdgeMonitor.Tests.Acquisition.Links.Ble;

/// <summary>A Bluetooth with devices that a test puts into reach, one at a time.</summary>
internal sealed class FakeBle : IBleCentral
{
    private readonly Channel<FakeBleDevice> _inReach = Channel.CreateBounded<FakeBleDevice>(4);

    public string Name => "fake";

    /// <summary>Why there is no Bluetooth at all; empty where there is.</summary>
    public string Broken { get; set; } = "";

    /// <summary>Why the next connections fail although the device is there.</summary>
    public Queue<string> Failures { get; } = [];

    /// <summary>What was looked for, in order.</summary>
    public List<(BleTarget Target, TimeSpan Patience)> Wanted { get; } = [];

    public void Show(FakeBleDevice device) => Assert.That(_inReach.Writer.TryWrite(device), Is.True);

    public async Task<IBleDevice> ConnectAsync(BleTarget target, TimeSpan patience, CancellationToken stop)
    {
        Wanted.Add((target, patience));
        if (Broken.Length > 0) throw new IOException(Broken);
        if (Failures.TryDequeue(out var failure)) throw new BleUnreachableException(failure);
        return await _inReach.Reader.ReadAsync(stop);
    }
}

/// <summary>A connected device that sends what a test tells it to.</summary>
internal sealed class FakeBleDevice : IBleDevice
{
    private readonly Channel<BleNotification> _sent = Channel.CreateBounded<BleNotification>(64);

    public string Address { get; init; } = "C0:FF:EE:00:00:01";

    public bool IsBonded { get; set; } = true;

    /// <summary>Its characteristics; null for one that cannot be read.</summary>
    public Dictionary<Guid, byte[]?> Values { get; } = [];

    public string RefusesPairing { get; init; } = "";

    public string RefusesSubscription { get; init; } = "";

    /// <summary>By which it says when it was heard.</summary>
    public TimeProvider Time { get; init; } = new ManualTime();

    /// <summary>Called before each read: the device may take its time.</summary>
    public Action Reading { get; init; } = () => { };

    public List<Guid> Subscribed { get; } = [];

    public List<(Guid Characteristic, byte[] Value)> Written { get; } = [];

    public bool IsDisposed { get; private set; }

    public bool Has(Guid characteristic) => Values.ContainsKey(characteristic);

    public Task PairAsync(CancellationToken stop)
    {
        if (RefusesPairing.Length > 0) throw new IOException(RefusesPairing);
        IsBonded = true;
        return Task.CompletedTask;
    }

    public ValueTask<byte[]> ReadAsync(Guid characteristic, CancellationToken stop)
    {
        Reading();
        return Values[characteristic] is { } value ? ValueTask.FromResult(value) : throw new BleRefusedException("not permitted");
    }

    public ValueTask WriteAsync(Guid characteristic, ReadOnlyMemory<byte> value, CancellationToken stop)
    {
        Written.Add((characteristic, value.ToArray()));
        return ValueTask.CompletedTask;
    }

    public Task SubscribeAsync(Guid characteristic, CancellationToken stop)
    {
        if (RefusesSubscription.Length > 0) throw new BleRefusedException(RefusesSubscription);
        Subscribed.Add(characteristic);
        return Task.CompletedTask;
    }

    public void Send(Guid characteristic, string hex) => Assert.That(_sent.Writer.TryWrite(new BleNotification(characteristic, Decoding.Hex(hex), Time.GetTimestamp())), Is.True);

    /// <summary>The link ends after what was sent.</summary>
    public void End(string cause) => _sent.Writer.Complete(new IOException(cause));

    public async ValueTask<BleNotification> NextAsync(CancellationToken stop)
    {
        try
        {
            return await _sent.Reader.ReadAsync(stop);
        }
        catch (ChannelClosedException closed)
        {
            throw closed.InnerException!;
        }
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
