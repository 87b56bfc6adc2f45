using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.Uplink;

internal sealed class CommandInboxTests
{
    private int _issued;
    private Challenges _challenges = null!;
    private CommandInbox _inbox = null!;

    [SetUp]
    public void MakeInbox()
    {
        _issued = 0;
        _challenges = new Challenges(() => $"c{++_issued}");
        _inbox = new CommandInbox("bed-7", ["station-1"], [CommandInbox.Acknowledge], [CommandInbox.PauseAudio], _challenges);
        _challenges.Issue(Seconds(0));
    }

    [Test]
    public void AGoodCommandOfAStationIsAnActWithItsPersonAndStation()
    {
        var (act, refusal) = Judge(Good(), "station-1", 5);
        Assert.That(refusal, Is.Empty);
        Assert.That(act, Is.EqualTo(new AcknowledgeAlarms("a1", new Actor("nurse-4@station-1", OperatorOrigin.Station, "seen"), Seconds(77))));
    }

    [Test]
    public void TheSameCommandASecondTimeIsRefused()
    {
        Judge(Good(), "station-1", 5);
        Assert.That(Judge(Good(), "station-1", 6).Refusal, Is.EqualTo("It was received before."));
        var again = Good();
        again.Challenge = _challenges.Issue(Seconds(6));
        Assert.That(Judge(again, "station-1", 7).Refusal, Is.EqualTo("It was received before."), "an id is used once");
    }

    [TestCase(10, true)]
    [TestCase(10.1, false)]
    public void ACommandIsAsOldAsItsChallenge(double at, bool good) =>
        Assert.That(Judge(Good(), "station-1", at).Refusal, good ? Is.Empty : Is.EqualTo("It is too old, or answers no heartbeat of this bed."));

    [Test]
    public void ARecordedCommandStaysRefusedForEver()
    {
        Judge(Good(), "station-1", 5);
        for (var second = 6; second < 60; second += 5)
        {
            _challenges.Issue(Seconds(second));
            Assert.That(Judge(Good(), "station-1", second).Act, Is.Null);
        }
    }

    [Test]
    public void WhatIsWrongIsNamed()
    {
        Assert.That(Refused(command => command.Device = "bed-8"), Does.Contain("another device"));
        Assert.That(Refused(command => command.Act = "reboot"), Does.Contain("none of acknowledge, pause-audio, resume-signals"));
        Assert.That(Refused(command => command.Act = CommandInbox.PauseAudio), Does.Contain("not configured"));
        Assert.That(Refused(command => command.Who = ""), Does.Contain("who acts"));
        Assert.That(Refused(command => command.Who = new string('x', 65)), Does.Contain("who acts"));
        Assert.That(Refused(command => command.Why = new string('x', 201)), Does.Contain("longer"));
        Assert.That(Refused(command => command.AlarmId = "a2"), Does.Contain("No alarm of this id"));
        Assert.That(Refused(command => command.Id = ""), Does.Contain("no id"));
        Assert.That(Refused(command => command.Challenge = ""), Does.Contain("too old"));
        Assert.That(_inbox.Judge(Good(), "station-1", retained: true, _ => true, Seconds(1), default).Refusal, Does.Contain("retained"));
        Assert.That(Judge(Good(), "station-2", 1).Refusal, Does.Contain("expects no nurse station"));
        Assert.That(Judge(Good(), null, 1).Refusal, Does.Contain("not configured"), "the centre may do other acts here");
    }

    [Test]
    public void WithoutConfigurationNothingIsTaken()
    {
        var closed = new CommandInbox("bed-7", ["station-1"], [], [], _challenges);
        foreach (var act in CommandInbox.Acts)
        {
            var command = Good();
            command.Act = act;
            Assert.That(closed.Judge(command, "station-1", false, _ => true, Seconds(1), default).Act, Is.Null);
            Assert.That(closed.Judge(command, null, false, _ => true, Seconds(1), default).Act, Is.Null);
        }
    }

    [Test]
    public void TheCentreMayDoWhatIsConfigured()
    {
        var command = Good();
        command.Act = CommandInbox.PauseAudio;
        Assert.That(Judge(command, null, 1).Act, Is.EqualTo(new PauseAudio(null, new Actor("nurse-4@centre", OperatorOrigin.Centre, "seen"), Seconds(77))));
    }

    [Test]
    public void AFloodOfCommandsIsCutOff()
    {
        for (var i = 0; i < 64; i++) Assert.That(Judge(Good($"id-{i}"), "station-1", 1).Refusal, Is.Empty);
        Assert.That(Judge(Good("one-more"), "station-1", 1).Refusal, Is.EqualTo("Too many commands at once."));
    }

    [Test]
    public void TextFromOutsideIsOneLineInTheLog()
    {
        var command = Good();
        command.Who = "nurse\n4";
        Assert.That(Judge(command, "station-1", 1).Act!.By.Who, Is.EqualTo("nurse?4@station-1"));
    }

    private static Command Good(string id = "id-1") =>
        new() { Device = "bed-7", Id = id, Act = CommandInbox.Acknowledge, AlarmId = "a1", Who = "nurse-4", Why = "seen", Challenge = "c1" };

    private string Refused(Action<Command> spoil)
    {
        var command = Good();
        spoil(command);
        var (act, refusal) = Judge(command, "station-1", 1);
        Assert.That(act, Is.Null);
        return refusal;
    }

    private (OperatorCommand? Act, string Refusal) Judge(Command command, string? station, double at) =>
        _inbox.Judge(command, station, retained: false, id => id == "a1", Seconds(at), Seconds(77));

    private static TimeSpan Seconds(double count) => TimeSpan.FromSeconds(count);
}
