using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class IntakeWriterTests
{
    private static readonly Reading Data = Reading.Missing("spo2", Mdc.PulsOximSatO2, MdcUnit.Percent, NoData.Searching, TimeSpan.Zero);

    private static readonly SignalList NoSignals = new("spo2", [], TimeSpan.Zero);

    private readonly Channel<MonitorInput> _intake = Channel.CreateBounded<MonitorInput>(2);

    [Test]
    public void CountsWhatTheFullChannelRefuses()
    {
        var writer = new IntakeWriter(_intake.Writer, () => { });
        Assert.That(Enumerable.Range(0, 5).Count(_ => writer.TryWrite(Data)), Is.EqualTo(2));
        Assert.That(writer.Dropped, Is.EqualTo(3));
    }

    [Test]
    public async Task WaitsForARecordingAndDropsNothing()
    {
        var writer = new IntakeWriter(_intake.Writer, () => { });
        await writer.WriteAsync(Data);
        await writer.WriteAsync(Data);
        var third = writer.WriteAsync(Data).AsTask();
        Assert.That(third.IsCompleted, Is.False);
        await _intake.Reader.ReadAsync();
        await third;
        Assert.That(writer.Dropped, Is.Zero);
    }

    [Test]
    public async Task SeesDataHoweverItIsWrittenAndNothingElse()
    {
        var seen = 0;
        var writer = new IntakeWriter(_intake.Writer, () => seen++);
        writer.TryWrite(NoSignals);
        Assert.That(seen, Is.Zero);
        await writer.WriteAsync(Data);
        Assert.That(writer.TryWrite(Data), Is.False, "the channel is full");
        Assert.That(seen, Is.EqualTo(2), "a sensor is alive even when its data finds no room");
    }

    [Test]
    public void TheStartOfASessionAndContactsOutlastAFullChannelAndStayInOrder()
    {
        var writer = new IntakeWriter(_intake.Writer, () => { });
        while (writer.TryWrite(Data))
        {
        }

        var off = new ContactStatus("spo2", Modality.Oximeter, Contact.SensorOff, TimeSpan.FromSeconds(1));
        var on = off with { Contact = Contact.Attached };
        var electrodes = new ContactStatus("spo2", Modality.Ecg, Contact.LeadOff, TimeSpan.FromSeconds(1));
        foreach (MonitorInput told in (MonitorInput[])[off, NoSignals, off, electrodes, on]) Assert.That(writer.TryWrite(told), Is.True);
        Assert.That(Take(2), Is.All.SameAs(Data));
        Assert.That(writer.TryWrite(Data), Is.False, "two of three that are owed fill the channel");
        Assert.That(Take(2), Is.EqualTo(new MonitorInput[] { NoSignals, electrodes }));
        Assert.That(writer.TryWrite(Data), Is.True);
        Assert.That(Take(2), Is.EqualTo(new MonitorInput[] { on, Data }));
        Assert.That(writer.Dropped, Is.EqualTo(2), "data only");
    }

    [Test]
    public void CannotCompleteTheChannelOfAllSensors()
    {
        Assert.That(new IntakeWriter(_intake.Writer, () => { }).TryComplete(), Is.False);
        Assert.That(_intake.Writer.TryWrite(Data), Is.True);
    }

    private MonitorInput[] Take(int count) => [.. Enumerable.Range(0, count).Select(_ => _intake.Reader.TryRead(out var input) ? input : throw new InvalidOperationException("The channel is empty."))];
}
