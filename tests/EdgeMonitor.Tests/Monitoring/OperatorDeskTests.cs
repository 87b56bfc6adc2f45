using System.Threading.Channels;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Monitoring;

namespace EdgeMonitor.Tests.Monitoring;

public sealed class OperatorDeskTests
{
    private static readonly Actor Nurse = new("nurse", OperatorOrigin.Socket);

    private Channel<MonitorInput> _intake = Channel.CreateBounded<MonitorInput>(1);

    [SetUp]
    public void Open() => _intake = Channel.CreateBounded<MonitorInput>(1);

    [Test]
    public async Task AnActGoesToTheMonitorAndItsAnswerComesBackToWhoeverActed()
    {
        var desk = new OperatorDesk(_intake);
        // Two acts that are equal in every word are still two acts.
        var first = new AcknowledgeAlarms(null, Nurse, TimeSpan.Zero);
        var second = new AcknowledgeAlarms(null, Nurse, TimeSpan.Zero);
        var firstAnswer = desk.SubmitAsync(first, CancellationToken.None);
        var secondAnswer = desk.SubmitAsync(second, CancellationToken.None);
        Assert.That(await _intake.Reader.ReadAsync(), Is.SameAs(first));
        Assert.That(await _intake.Reader.ReadAsync(), Is.SameAs(second));
        desk.Answer(new OperatorActed(TimeSpan.Zero, second, false, "no"));
        Assert.That((await secondAnswer).Answer, Is.EqualTo("no"));
        Assert.That(firstAnswer.IsCompleted, Is.False);
        desk.Answer(new OperatorActed(TimeSpan.Zero, first, true, "yes"));
        Assert.That((await firstAnswer).Answer, Is.EqualTo("yes"));
    }

    [Test]
    public void AMonitorThatHasStoppedRefusesAtOnce()
    {
        var desk = new OperatorDesk(_intake);
        _intake.Writer.Complete();
        Assert.That(async () => await desk.SubmitAsync(new ResumeSignals(Nurse, TimeSpan.Zero), CancellationToken.None), Throws.InstanceOf<ChannelClosedException>());
    }
}
