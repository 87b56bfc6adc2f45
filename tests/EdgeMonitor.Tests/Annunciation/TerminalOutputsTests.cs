using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Tests.Annunciation;

[TestFixture]
public sealed class TerminalOutputsTests
{
    private static readonly AnnunciationPlan High = new(AlarmPriority.High, AlarmPriority.High, true, "ASYSTOLE");

    [Test]
    public void TheNoticeOfTheLogSaysThatNothingSoundsOrLights()
    {
        using var writer = new StringWriter();
        using var outputs = new TerminalOutputs(writer, () => TimeSpan.Zero);

        Assert.That(outputs.Notice, Does.Contain("NO buzzer").And.Contain("NO lamp").And.Contain("NO nurse call").And.Contain("demonstration only"));
    }

    [Test]
    public void AQuietBeginningIsNoLine() => Assert.That(Lines(AnnunciationPlan.Quiet), Is.Empty);

    [Test]
    public void EveryChangeIsOneLineAndAnUnchangedPlanIsNone()
    {
        string[] lines = Lines(
            AnnunciationPlan.Quiet, High, High with { }, High with { Sound = AlarmPriority.None, NurseCall = false }, AnnunciationPlan.Quiet);

        Assert.That(lines, Is.EqualTo(["ALARM HIGH ASYSTOLE (HIGH sound, nurse call)", "ALARM HIGH ASYSTOLE (silent)", "ALARM none"]));
    }

    [Test]
    public void TheEndIsSaid()
    {
        using var writer = new StringWriter();
        new TerminalOutputs(writer, () => TimeSpan.Zero).Dispose();

        Assert.That(writer.ToString(), Does.Contain("nothing is signalled any more"));
    }

    [Test]
    public void AReaderThatWentAwayDoesNotStopTheMonitor()
    {
        using var writer = new StreamWriter(new FileStream("/dev/full", FileMode.Open, FileAccess.Write));
        var outputs = new TerminalOutputs(writer, () => TimeSpan.Zero);

        Assert.That(() => outputs.Apply(High, default, TimeSpan.Zero), Throws.Nothing);
        Assert.That(writer.Dispose, Throws.InstanceOf<IOException>(), "the writer really cannot write");
    }

    [Test]
    public void WhatIsSwitchedOffIsMarkedAndTheOthersAreCounted()
    {
        string[] lines = Lines(
            High with { Sound = AlarmPriority.None, Inactivation = Inactivation.AudioOff, Count = 3 },
            AnnunciationPlan.Quiet with { Inactivation = Inactivation.AudioOff, Reminders = 1 },
            AnnunciationPlan.Quiet with { Inactivation = Inactivation.AudioOff, Reminders = 2 });

        Assert.That(lines, Is.EqualTo(["ALARM HIGH ASYSTOLE +2 (silent, nurse call) [AUDIO OFF]", "REMINDER AUDIO OFF", "ALARM none [AUDIO OFF]", "REMINDER AUDIO OFF"]));
    }

    [Test]
    public void ACountdownIsSaidAgainEveryTenSeconds()
    {
        using var writer = new StringWriter { NewLine = "\n" };
        TimeSpan now = TimeSpan.FromSeconds(1000);
        var outputs = new TerminalOutputs(writer, () => now);
        AnnunciationPlan paused = AnnunciationPlan.Quiet with { Inactivation = Inactivation.AudioPaused, InactiveUntil = now + TimeSpan.FromSeconds(120) };
        for (int second = 0; second <= 21; second++, now += TimeSpan.FromSeconds(1)) outputs.Apply(paused, default, TimeSpan.FromSeconds(second));

        Assert.That(
            writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries),
            Is.EqualTo(["ALARM none [AUDIO PAUSED 2:00]", "ALARM none [AUDIO PAUSED 1:50]", "ALARM none [AUDIO PAUSED 1:40]"]));
    }

    private static string[] Lines(params AnnunciationPlan[] plans)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var outputs = new TerminalOutputs(writer, () => TimeSpan.Zero);
        foreach (AnnunciationPlan plan in plans) outputs.Apply(plan, default, TimeSpan.Zero);
        return writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
