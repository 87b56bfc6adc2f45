using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.Uplink;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CentreWatchTests : IAsyncDisposable
{
    private static readonly MqttMessage Withdrawn = new("p", ReadOnlyMemory<byte>.Empty);

    private readonly UplinkRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [TestCase(false)]
    [TestCase(true)]
    public void ACentreOnceSeenConfirmsForEverWhetherItWasThereOrNot(bool online)
    {
        var watch = Watch(ConfirmMode.Auto);
        Assert.That((watch.Confirms, watch.Take(Withdrawn), watch.Confirms), Is.EqualTo((false, false, false)), "that nobody is there announces nobody");
        watch.Take(Presence(online, "1"));
        Assert.That((watch.Confirms, watch.IsPresent), Is.EqualTo((true, online)));
        watch.Take(Presence(false, "1"));
        watch.Take(Withdrawn);
        Assert.That((watch.Confirms, watch.IsPresent), Is.EqualTo((true, false)));
        var afterRestart = Watch(ConfirmMode.Auto);
        Assert.That((afterRestart.Confirms, afterRestart.IsPresent), Is.EqualTo((true, false)), "until it says so itself");
        Assert.That(Watch(ConfirmMode.Broker).Confirms, Is.False, "the setting turns it back");
        Assert.That(_rig.Journal.Count(JournalStreams.Centre), Is.EqualTo(1));
    }

    [Test]
    public void ACentreThatNeverAnnouncedItselfAndIsToConfirmIsTakenToBeThere()
    {
        var watch = Watch(ConfirmMode.Application);
        Assert.That((watch.Confirms, watch.IsPresent), Is.EqualTo((true, true)));
        watch.Take(Presence(false, "1"));
        watch.Connected();
        Assert.That(watch.IsPresent, Is.False);
    }

    [Test]
    public void WhatItHasNotConfirmedIsSentAgainWhenItComesComesBackOrIsAnotherInstance()
    {
        var watch = Watch(ConfirmMode.Auto);
        Assert.That(watch.Take(Presence(true, "1")), Is.True, "it comes");
        Assert.That(watch.Take(Presence(true, "1")), Is.False, "said again");
        Assert.That(watch.Take(Presence(true, "2")), Is.True, "another instance");
        Assert.That(watch.Take(Presence(false, "2")), Is.False);
        Assert.That(watch.Take(Presence(true, "2")), Is.True, "back");
        watch.Take(Withdrawn);
        Assert.That(watch.Take(Presence(true, "2")), Is.True, "back");
        watch.Connected();
        Assert.That(watch.Take(Presence(true, "2") with { Retain = true }), Is.False, "it was there all the time, and only this box was away");
        watch.Connected();
        Assert.That(watch.Take(Presence(true, "2")), Is.True, "it has only just said it: it was away as well");
    }

    [Test]
    public void WhatIsNoPresenceChangesNothing()
    {
        var watch = Watch(ConfirmMode.Auto);
        Assert.That(() => watch.Take(Withdrawn with { Payload = new byte[] { 0xFF } }), Throws.TypeOf<InvalidDataException>());
        Assert.That(() => watch.Take(LinkCodec.Message("p", new CentrePresence { Online = true, Instance = "1" }, UplinkEncoding.Protobuf)), Throws.TypeOf<InvalidDataException>());
        Assert.That(watch.Confirms, Is.False);
    }

    [Test]
    public void AMemoryThatCannotBeStoredCountsAndIsStoredLater()
    {
        var memory = new CentreMemory(_rig.Journal);
        var watch = new CentreWatch(ConfirmMode.Auto, memory);
        _rig.Store.AppendFault = AppendFault.Refused;
        Assert.That(() => watch.Take(Presence(true, "1")), Throws.TypeOf<JournalException>());
        Assert.That(watch.Confirms, Is.True);
        Assert.That(() => memory.Store(), Throws.TypeOf<JournalException>());
        _rig.Store.AppendFault = AppendFault.None;
        memory.Store();
        memory.Store();
        Assert.That(_rig.Journal.Count(JournalStreams.Centre), Is.EqualTo(1));
    }

    private static MqttMessage Presence(bool online, string instance) =>
        LinkCodec.Message("p", new CentrePresence { Centre = "centre", Online = online, Instance = instance }, UplinkEncoding.Json);

    private CentreWatch Watch(ConfirmMode mode)
    {
        var memory = new CentreMemory(_rig.Journal);
        memory.Load();
        return new CentreWatch(mode, memory);
    }
}
