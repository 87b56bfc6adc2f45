using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;
using Limits = EdgeMonitor.Core.Alarms.AlarmLimits;

namespace EdgeMonitor.Tests.Uplink;

public sealed class AlarmLogEntriesTests
{
    private static readonly TimeSpan At = TimeSpan.FromSeconds(12.5);
    private static readonly Actor Nurse = new("nurse-4", OperatorOrigin.Station, "patient is being washed");

    private readonly ManualTime _time = new();

    [Test]
    public void ATransitionHasEverythingThatTheLogMustSay()
    {
        var rule = new AlarmRules(new Limits()).HrLow;
        var evidence = new AlarmEvidence(Presence.Present, "Below the lower limit.", 38, 50, MdcUnit.BeatPerMinute, SignalQuality.Marginal);
        var record = Of(new EdgeMonitor.Core.Alarms.AlarmEvent(At, "ab-hr-low-1", "ecg", rule, AlarmPriority.Medium, AlarmTransition.Update, evidence, Nurse)).Single();
        Assert.That(record.Stream, Is.EqualTo(JournalStreams.Alarms));
        Assert.That(record.Alarm, Is.EqualTo(new EdgeMonitor.Uplink.Wire.AlarmEvent
        {
            Id = "ab-hr-low-1",
            Condition = "hr-low",
            Kind = "physiological",
            Priority = "medium",
            Phase = "update",
            Value = 38,
            Limit = 50,
            Unit = MdcUnit.BeatPerMinute,
            Quality = "marginal",
            Reason = "Below the lower limit.",
            AtUs = 12_500_000,
            Sensor = "ecg",
            Actor = "nurse-4",
            Origin = "station",
            Why = "patient is being washed",
            DelayS = rule.Delay.TotalSeconds,
        }));
        Assert.That(RecordCodec.FromJson(RecordCodec.ToJson(record)), Is.EqualTo(record), "the readable twin says the same");
    }

    [Test]
    public void AnInactivationSaysUntilWhenAndWhose()
    {
        var system = Of(new AlarmSystemChanged(At, Inactivation.AudioPaused, TimeSpan.FromSeconds(132.5), "The sound is paused.", Nurse)).Single().AlarmSystem;
        Assert.That(system, Is.EqualTo(new AlarmSystemEvent
        {
            Kind = "inactivation",
            State = "audio-paused",
            UntilUs = 132_500_000,
            Reason = "The sound is paused.",
            AtUs = 12_500_000,
            Actor = "nurse-4",
            Origin = "station",
            Why = "patient is being washed",
        }));
        Assert.That(Of(new AlarmSystemChanged(At, Inactivation.None, null, "The pause is over.", null)).Single().AlarmSystem.HasUntilUs, Is.False);
    }

    [Test]
    public void AChangeOfLimitsNamesEachWithItsValueBeforeAndAfter()
    {
        var entries = Entries();
        var limits = new Limits { HrHigh = 140, Spo2Low = 92.5 };
        var system = Of(entries, Acted(new ChangeLimits(limits, Nurse, At))).Single().AlarmSystem;
        Assert.That((system.Kind, system.Actor, system.AtUs), Is.EqualTo(("limits", "nurse-4", 12_500_000L)));
        Assert.That(system.Limits.Select(change => $"{change.Name} {change.Before} {change.After}"), Is.EqualTo(new[] { "HrHigh 120 140", "Spo2Low 90 92.5" }));
        Assert.That(Of(entries, new MemoryChanged(At, new MonitorMemory(PatientProfile.Adult, "", limits, []))), Is.Empty, "that is the same change");
    }

    [Test]
    public void LimitsThatFollowAnAdmissionAreThatPersonsAct()
    {
        var entries = Entries();
        var patient = Of(entries, Acted(new AdmitPatient(PatientProfile.Neonate, "e-9", Nurse, At))).Single().AlarmSystem;
        Assert.That((patient.Kind, patient.State, patient.Episode, patient.Actor), Is.EqualTo(("patient", "neonate", "e-9", "nurse-4")));
        var limits = Of(entries, new MemoryChanged(At, new MonitorMemory(PatientProfile.Neonate, "e-9", new Limits { HrHigh = 200 }, []))).Single().AlarmSystem;
        Assert.That((limits.Kind, limits.Actor, limits.Limits.Single().After), Is.EqualTo(("limits", "nurse-4", "200")));
    }

    [Test]
    public void WhatWasRefusedChangesNothing()
    {
        var refused = new OperatorActed(At, new ChangeLimits(new Limits { HrHigh = 9000 }, Nurse, At), false, "Outside its rails.");
        Assert.That(Of(refused), Is.Empty);
    }

    [Test]
    public void LimitsRememberedOverARestartAreLogged()
    {
        var memory = new MonitorMemory(PatientProfile.Adult, "", new Limits { HrLow = 45 }, []);
        var system = Entries().Of(new RestoreMemory(memory, At), null).Single().AlarmSystem;
        Assert.That(system.Limits.Select(change => $"{change.Name} {change.Before} {change.After}"), Is.EqualTo(new[] { "HrLow 50 45" }));
        Assert.That(Entries().Of(new RestoreMemory(memory with { Limits = new Limits() }, At), null), Is.Empty);
    }

    private static OperatorActed Acted(OperatorCommand command) => new(At, command, true, "Done.");

    private AlarmLogEntries Entries() => new(new RecordFactory("bed-7", "boot", new MonitorClock(_time), new WallClock(_time)), new Limits());

    private IReadOnlyList<Record> Of(MonitorEvent said) => Of(Entries(), said);

    private static IReadOnlyList<Record> Of(AlarmLogEntries entries, MonitorEvent said) => entries.Of(null, said);
}
