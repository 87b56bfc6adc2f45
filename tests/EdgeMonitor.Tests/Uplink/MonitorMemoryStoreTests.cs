using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;
using LatchedCondition = EdgeMonitor.Core.Alarms.LatchedAlarm;

namespace EdgeMonitor.Tests.Uplink;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class MonitorMemoryStoreTests : IAsyncDisposable
{
    private static readonly AlarmLimits Configured = new() { HrHigh = 130 };
    private static readonly LatchedCondition Asystole = new("asystole", "ecg", "ab-asystole-3", AlarmPriority.High, "No QRS complex for 4 s.");
    private static readonly MonitorMemory Memory = new(PatientProfile.Child, "e-17", new AlarmLimits { HrHigh = 150, Spo2Low = 91.5 }, [Asystole]);

    private readonly UplinkRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Test]
    public void WhatWasStoredIsKnownAgain()
    {
        Assert.That(MonitorMemoryStore.Read(_rig.Journal, Configured), Is.Null);
        Store(Memory with { Episode = "e-16" });
        Store(Memory);
        AssertSame(Read(), Memory);
        Assert.That(Read().Superseded, Is.Null, "what a user has set for the patient wins over what the configuration says all along");
    }

    [Test]
    public void AConfigurationChangedSinceIsTheNewerDecision()
    {
        Store(Memory);
        var changed = Configured with { Spo2Low = 88, Spo2ExtremeLow = 80 };
        var found = MonitorMemoryStore.Read(_rig.Journal, changed)!;
        AssertSame(found, Memory with { Limits = changed });
        Assert.That(found.Remembered, Is.EqualTo(Memory.Limits));
        Assert.That(found.Superseded, Does.Contain("The configuration's limits were changed since"));
    }

    /// <summary>As an update of the program would bring: another set of limits.</summary>
    [Test]
    public void ALimitThatOnlyOneVersionKnowsIsNoChangeOfTheConfiguration()
    {
        var stored = MonitorMemoryStore.Write(Memory, Configured);
        stored.Limits.Add("Unheard", "7");
        stored.Configured.Add("Unheard", "7");
        Assert.That(stored.Limits.Remove(nameof(AlarmLimits.Spo2Low)) && stored.Configured.Remove(nameof(AlarmLimits.Spo2Low)), Is.True);
        Store(stored);
        AssertSame(Read(), Memory with { Limits = Memory.Limits with { Spo2Low = Configured.Spo2Low } });
        Assert.That(Read().Superseded, Is.Null);
    }

    [Test]
    public void LimitsThatAreNotAllowedAnyMoreAreNotUsed()
    {
        var stored = MonitorMemoryStore.Write(Memory, Configured);
        stored.Limits[nameof(AlarmLimits.HrHigh)] = "9000";
        Store(stored);
        AssertSame(Read(), Memory with { Limits = Configured });
        Assert.That(Read().Superseded, Does.Contain("not allowed in this version"));
    }

    [Test]
    public void ARecordThatCannotBeReadGivesWayToTheOneBeforeIt()
    {
        Store(Memory);
        _rig.Journal.Append([new PlainRecord(JournalStreams.State, 2, new byte[] { 255, 1, 2 })]);
        AssertSame(Read(), Memory);
        _rig.Store.Spoil(JournalStreams.State, 2);
        AssertSame(Read(), Memory);
    }

    private RememberedState Read() => MonitorMemoryStore.Read(_rig.Journal, Configured)!;

    private void Store(MonitorMemory memory) => Store(MonitorMemoryStore.Write(memory, Configured));

    private void Store(StoredMemory memory) => _rig.Journal.Append(
        [new PlainRecord(JournalStreams.State, _rig.Journal.NextSequence(JournalStreams.State), RecordCodec.Encode(new Record { Memory = memory }))]);

    private static void AssertSame(RememberedState found, MonitorMemory expected)
    {
        Assert.That(found.Memory with { Latched = expected.Latched }, Is.EqualTo(expected));
        Assert.That(found.Memory.Latched, Is.EqualTo(expected.Latched));
    }
}
