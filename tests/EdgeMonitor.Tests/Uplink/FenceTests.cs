using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.Uplink;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FenceTests
{
    private const string Topic = "edgemonitor/v1/icu/bed-7/status";

    private readonly Fence _fence = new("bed-7", 3);
    private readonly List<string?> _changes = [];

    public FenceTests() => _fence.Changed += _changes.Add;

    [TestCase(2u, false)]
    [TestCase(3u, false)]
    [TestCase(4u, true)]
    public void AHigherNumberMakesTheBoxStandDown(uint other, bool standsDown)
    {
        Assert.That(_fence.Take(Status(other), Topic, "the broker at a:1"), Is.EqualTo(other));
        Assert.That(_fence.StandsDown is not null, Is.EqualTo(standsDown));
        if (standsDown) Assert.That(_fence.StandsDown, Does.StartWith("Another box has taken over bed-7 (its takeover is 4, that of this box 3, says the broker at a:1)"));
    }

    [Test]
    public void ItIsSaidOnceWhenItBeginsAndOnceWhenItEnds()
    {
        _fence.Heard(4, "x");
        _fence.Heard(5, "y");
        _fence.Free();
        _fence.Free();
        _fence.Heard(1, "z");
        Assert.That(_changes, Has.Count.EqualTo(2));
        Assert.That(_changes[0], Does.Contain("says x"));
        Assert.That(_changes[1], Is.Null);
    }

    [Test]
    public void WhatIsNoStatusOfThisDeviceSaysNothing()
    {
        MqttMessage[] others =
        [
            Status(9) with { Topic = "edgemonitor/v1/icu/bed-8/status" },
            Status(9, device: "bed-8"),
            new MqttMessage(Topic, new byte[] { 0xff, 0xff, 0xff }),
            new MqttMessage(Topic, ReadOnlyMemory<byte>.Empty),
            new MqttMessage(Topic, RecordCodec.Encode(new Record { Device = "bed-7", Takeover = 9 })),
        ];
        foreach (var other in others) Assert.That(_fence.Take(other, Topic, "x"), Is.Null);
        Assert.That(_fence.StandsDown, Is.Null);
    }

    private static MqttMessage Status(uint takeover, string device = "bed-7") =>
        new(Topic, RecordCodec.Encode(new Record { Device = device, Status = new Status { Takeover = takeover } }), RecordCodec.ProtobufType, Retain: true);
}
