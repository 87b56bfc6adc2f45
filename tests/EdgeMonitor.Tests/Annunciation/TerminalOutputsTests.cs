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
        using var outputs = new TerminalOutputs(writer);

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
        new TerminalOutputs(writer).Dispose();

        Assert.That(writer.ToString(), Does.Contain("nothing is signalled any more"));
    }

    [Test]
    public void AReaderThatWentAwayDoesNotStopTheMonitor()
    {
        using var writer = new StreamWriter(new FileStream("/dev/full", FileMode.Open, FileAccess.Write));
        var outputs = new TerminalOutputs(writer);

        Assert.That(() => outputs.Apply(High, default, TimeSpan.Zero), Throws.Nothing);
        Assert.That(writer.Dispose, Throws.InstanceOf<IOException>(), "the writer really cannot write");
    }

    private static string[] Lines(params AnnunciationPlan[] plans)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var outputs = new TerminalOutputs(writer);
        foreach (AnnunciationPlan plan in plans) outputs.Apply(plan, default, TimeSpan.Zero);
        return writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
