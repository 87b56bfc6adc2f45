using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class StreamLedgerTests
{
    private const int Many = 512;

    private readonly StreamLedger _ledger = new("telemetry");

    [Test]
    public void ARecordIsSentOnceAndAgainOnlyAfterItFailedOrWasReleased()
    {
        Send(1, 3);
        Assert.That(Sendable(1, 4), Is.EqualTo(new[] { 4 }));
        _ledger.Fail(2);
        Assert.That(Sendable(1, 4), Is.EqualTo(new[] { 2, 4 }));
        _ledger.Deliver(1, confirms: false);
        _ledger.Deliver(3, confirms: false);
        Assert.That((_ledger.Waiting, _ledger.WasDelivered(1), _ledger.WasDelivered(2)), Is.EqualTo((2L, true, false)));
        _ledger.MakeAllDue();
        Assert.That(Sendable(1, 4), Is.EqualTo(new[] { 2, 4 }), "due is not yet released");
        Assert.That(_ledger.Release(Many), Is.EqualTo(1L));
        Assert.That(Sendable(1, 4), Is.EqualTo(new[] { 1, 2, 3, 4 }));
        Assert.That(_ledger.Release(Many), Is.Null);
    }

    [Test]
    public void WhatTheBrokerConfirmsIsDoneWithItsWordOnlyWhereThatConfirms()
    {
        Send(1, 2);
        Assert.That(_ledger.Deliver(1, confirms: true), Is.True);
        Assert.That(_ledger.Deliver(2, confirms: false), Is.False);
        Assert.That(_ledger.Confirmed.All, Is.EqualTo(new[] { (1L, 1L) }));
    }

    [Test]
    public void AnAcknowledgementMayComeBeforeThePubackAfterItTwiceOrForAPart()
    {
        Send(1, 10);
        Assert.That(_ledger.Acknowledge(3, 4), Is.EqualTo((2L, true)), "the centre was faster than the broker");
        for (var sequence = 1; sequence <= 9; sequence++) Assert.That(_ledger.Deliver(sequence, confirms: false), Is.False);
        _ledger.Fail(10);
        Assert.That(_ledger.Acknowledge(1, 6), Is.EqualTo((4L, true)));
        Assert.That(_ledger.Acknowledge(1, 6), Is.EqualTo((0L, true)), "said twice");
        Assert.That(_ledger.Confirmed.All, Is.EqualTo(new[] { (1L, 6L) }));
        _ledger.TakeConfirmed();
        Assert.That(_ledger.Acknowledge(5, 8), Is.EqualTo((2L, true)), "a part is trimmed already");
        Assert.That(_ledger.Confirmed.All, Is.EqualTo(new[] { (7L, 8L) }));
        Assert.That(Sendable(1, 10), Is.EqualTo(new[] { 10 }));
        Assert.That(_ledger.Acknowledge(10, 10), Is.EqualTo((1L, true)), "the connection broke, and it had come through all the same");
        Assert.That(Sendable(1, 10), Is.Empty);
    }

    [Test]
    public void WhatWasReleasedAndIsAcknowledgedLateIsNotSentAgain()
    {
        Send(1, 4);
        for (var sequence = 1; sequence <= 4; sequence++) _ledger.Deliver(sequence, confirms: false);
        _ledger.MakeAllDue();
        _ledger.Release(Many);
        _ledger.Send(1, 10, counted: true);
        Assert.That(_ledger.Acknowledge(1, 2), Is.EqualTo((2L, true)));
        Assert.That(Sendable(1, 4), Is.EqualTo(new[] { 3, 4 }));
        _ledger.Fail(1);
        Assert.That(Sendable(1, 4), Is.EqualTo(new[] { 3, 4 }), "what is confirmed stays so");
    }

    [Test]
    public void RecordsThatWereNeverSentAreNotConfirmed()
    {
        Send(3, 4);
        Send(8, 9);
        Assert.That(_ledger.Acknowledge(1, 9), Is.EqualTo((4L, false)));
        Assert.That(_ledger.Confirmed.All, Is.EqualTo(new[] { (3L, 4L), (8L, 9L) }));
        Assert.That((_ledger.IsAboveAllSent(9), _ledger.IsAboveAllSent(10)), Is.EqualTo((false, true)));
        Assert.That(new StreamLedger("audit").IsAboveAllSent(1), Is.True);
    }

    [Test]
    public void OnlyWhatHasWaitedThroughAWholeTimeoutIsOverdue()
    {
        Send(1, 4);
        _ledger.Deliver(1, confirms: false);
        Assert.That(_ledger.PassTimeout(), Is.False);
        _ledger.Deliver(2, confirms: false);
        Assert.That((_ledger.PassTimeout(), _ledger.Release(Many)), Is.EqualTo((true, 1L)));
        Assert.That(Sendable(1, 4), Is.EqualTo(new[] { 1 }));
        Assert.That((_ledger.PassTimeout(), _ledger.Release(Many)), Is.EqualTo((true, 2L)));
        Assert.That(_ledger.PassTimeout(), Is.False);
    }

    /// <summary>Some of them nobody will ever confirm: they take their turn, and no more.</summary>
    [Test]
    public void NoMoreThanTheBoundIsUnderWayAgainAndEachHasItsTurn()
    {
        const int Most = 4, Records = 11;
        Send(1, Records);
        for (var sequence = 1; sequence <= Records; sequence++) _ledger.Deliver(sequence, confirms: false);
        _ledger.MakeAllDue();
        var turns = new List<long>();
        for (var timeout = 0; timeout < 9; timeout++)
        {
            var under = 0;
            while (_ledger.Release(Most) is { } lowest)
            {
                for (long? next = _ledger.NextReleased(lowest - 1); next is { } sequence; next = _ledger.NextReleased(sequence))
                {
                    if (!_ledger.MayBeSent(sequence)) continue;
                    turns.Add(sequence);
                    under++;
                    _ledger.Send(sequence, 10, counted: false);
                    _ledger.Deliver(sequence, confirms: false);
                }
            }

            Assert.That(under, Is.LessThanOrEqualTo(Most));
            _ledger.PassTimeout();
            _ledger.PassTimeout();
        }

        Assert.That(turns.Take(Records), Is.EqualTo(Enumerable.Range(1, Records)));
        Assert.That(turns.Skip(Records).Take(Records), Is.EqualTo(Enumerable.Range(1, Records)));
    }

    [Test]
    public void WhatIsConfirmedRefusedOrGoneMakesRoomForTheNext()
    {
        const int Most = 3;
        Send(1, 9);
        for (var sequence = 1; sequence <= 9; sequence++) _ledger.Deliver(sequence, confirms: false);
        _ledger.MakeAllDue();
        Assert.That(_ledger.Release(Most), Is.EqualTo(1L));
        _ledger.Acknowledge(1, 1);
        Assert.That(_ledger.Release(Most), Is.Null, "in portions of at least a half");
        _ledger.Send(2, 10, counted: false);
        _ledger.Fail(2, isRefused: true);
        Assert.That(_ledger.Release(Most), Is.EqualTo(4L));
        _ledger.PassOver(3);
        _ledger.ForgetBelow(6);
        Assert.That((_ledger.Release(Most), _ledger.NextReleased(0), _ledger.Waiting), Is.EqualTo((6L, (long?)6, 1L)));
    }

    [Test]
    public void WhatIsCountedIsWhatNobodyHasConfirmed()
    {
        Send(1, 5);
        Assert.That((_ledger.CountedRecords, _ledger.CountedBytes), Is.EqualTo((5, 50L)));
        for (var sequence = 1; sequence <= 4; sequence++) _ledger.Deliver(sequence, confirms: false);
        _ledger.Fail(5);
        _ledger.Acknowledge(1, 2);
        Assert.That((_ledger.CountedRecords, _ledger.CountedBytes), Is.EqualTo((2, 20L)));
        _ledger.MakeAllDue();
        Assert.That((_ledger.CountedRecords, _ledger.CountedBytes), Is.EqualTo((0, 0L)));
        _ledger.Send(7, 10, counted: false);
        Assert.That(_ledger.CountedRecords, Is.Zero);
    }

    private void Send(long first, long last)
    {
        for (var sequence = first; sequence <= last; sequence++) _ledger.Send(sequence, 10, counted: true);
    }

    private IEnumerable<int> Sendable(int first, int last) => Enumerable.Range(first, last - first + 1).Where(sequence => _ledger.MayBeSent(sequence));
}
