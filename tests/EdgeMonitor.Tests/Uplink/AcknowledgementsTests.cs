using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Tests.Uplink;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class AcknowledgementsTests
{
    private readonly StreamLedger _ledger = new("alarms");

    [Test]
    public void OnlyWhatMeansThisBoxOfTheDeviceIdConfirms([Values(0u, 2u, 4u)] uint meant)
    {
        var acknowledgements = Make(takeover: 2);
        var (newly, ignored) = acknowledgements.Take(Message(takeover: meant, (1, 3)), out var said);
        Assert.That((newly, ignored.Length == 0, said!.Takeover), Is.EqualTo((meant == 2 ? 3L : 0L, meant <= 2, meant)), "an older box's history is no fault");
    }

    [Test]
    public void ARetainedOneIsOldAndConfirmsNothing()
    {
        var (newly, ignored) = Make(takeover: 0).Take(Message(0, (1, 3)) with { Retain = true }, out var said);
        Assert.That((newly, ignored, said), Is.EqualTo((0L, "It was retained by the broker: an acknowledgement is for now.", (Acknowledgement?)null)));
    }

    [TestCase(1, 6, 0, false, TestName = "Beyond all that was sent")]
    [TestCase(0, 3, 0, false, TestName = "From a number that there is not")]
    [TestCase(4, 3, 0, false, TestName = "Backwards")]
    [TestCase(2, 5, 3, false, TestName = "With one that was not sent between")]
    [TestCase(2, 3, 2, true, TestName = "What was sent")]
    public void ARangeConfirmsWhatWasSentOfIt(long first, long last, int confirmed, bool isWhole)
    {
        // 1 to 3 and 5 are sent, 4 cannot be read.
        var (newly, ignored) = Make(takeover: 0).Take(Message(0, (first, last)), out _);
        Assert.That((newly, ignored.Length == 0), Is.EqualTo(((long)confirmed, isWhole)));
    }

    [Test]
    public void OneWrongRangeDoesNotSpoilTheOthers()
    {
        var (newly, ignored) = Make(takeover: 0).Take(Message(0, (9, 9), (1, 2)), out _);
        Assert.That((newly, ignored), Is.EqualTo((2L, "It confirms records of alarms that do not exist.")));
    }

    private static MqttMessage Message(uint takeover, params (long First, long Last)[] ranges)
    {
        var said = new Acknowledgement { Device = "bed-7", Stream = "alarms", Centre = "centre", Takeover = takeover };
        said.Ranges.AddRange(ranges.Select(range => new SequenceRange { First = range.First, Last = range.Last }));
        return LinkCodec.Message("ack", said, UplinkEncoding.Protobuf);
    }

    private Acknowledgements Make(uint takeover)
    {
        foreach (var sequence in (int[])[1, 2, 3, 5])
        {
            _ledger.Send(sequence, 10, counted: false);
            _ledger.Deliver(sequence, confirms: false);
        }

        return new Acknowledgements("bed-7", takeover, new Dictionary<string, StreamLedger> { ["alarms"] = _ledger });
    }
}
