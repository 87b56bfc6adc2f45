using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink.Simulation;

/// <summary>A link that is up for 2 s and down for 3 s, for minutes, in virtual time.</summary>
internal sealed class FlappingLinkTests
{
    private const int Up = 2, Period = 5, Minutes = 5, Backlog = 3000, Window = 20;

    [Test]
    public void ALinkThatFlapsStillMakesProgressAndSendsAgainOnlyWhatWasInFlight([Values] ConfirmMode mode)
    {
        using var run = new SimulatedRun(seed: 1, mode, settings => settings with { Window = Window });
        run.Net.Weather = Weather.Fair with { Way = TimeSpan.FromMilliseconds(60) };
        run.Net.ReceiveMaximum = 20; // mosquitto's, where nobody has told it another one
        run.Box.Append(JournalStreams.Telemetry, Backlog);
        run.Net.Centre.Start();
        run.Box.Start();
        var waiting = new List<long>();
        for (var second = 0; second < Minutes * 60; second++)
        {
            run.Net.IsReachable = second % Period < Up;
            run.Box.Append(JournalStreams.Telemetry, 1);
            if (second % 60 == 0) waiting.Add(run.Box.Journal.Count(JournalStreams.Telemetry));
            run.PassSecond();
        }

        Assert.That(waiting, Is.Ordered.Descending, "it becomes less from minute to minute");
        Assert.That(run.Box.Journal.Count(JournalStreams.Telemetry), Is.LessThan(2 * Window + 2 * Period), "what is left is what was just measured or is not confirmed yet");
        var flaps = Minutes * 60 / Period;
        Assert.That(run.Net.Watch.Again, Is.LessThanOrEqualTo(flaps * Window), "of each connection at most what was in flight");
        run.Net.IsReachable = true;
        run.Finish();
        Assert.That(run.Faults(), Is.Empty);
    }

    /// <summary>The broker's queue for a centre that is away holds what the bound allows of the backlog, and live records.</summary>
    [Test]
    public void WhatIsSentWithoutAnAcknowledgementIsBounded()
    {
        const int Bound = 40;
        using var run = new SimulatedRun(seed: 2, ConfirmMode.Application, settings => settings with { MostUnacknowledged = Bound });
        run.Net.Weather = Weather.Fair;
        run.Box.Append(JournalStreams.Telemetry, Backlog);
        // Nobody has announced a centre: it is taken to be there, and does not answer.
        run.Box.Start();
        run.PassSecond();
        for (var second = 0; second < 20; second++)
        {
            run.Box.Append(JournalStreams.Telemetry, 1);
            run.PassSecond();
        }

        var queued = run.Net.Broker.ToCentre.Select(message => RecordCodec.Decode(message.Payload.Span)).ToList();
        Assert.That(queued.Where(record => record.Sequence <= Backlog).Select(record => record.Sequence), Is.EqualTo(Enumerable.Range(1, Bound)));
        Assert.That(queued.Count(record => record.Sequence > Backlog), Is.EqualTo(20), "live telemetry is for those who listen now");
        Assert.That(run.Box.Journal.Count(JournalStreams.Telemetry), Is.EqualTo(Backlog + 20));
    }

    [Test]
    public void TheBacklogKeepsToItsShareOfTheLineAndAlarmsDoNotWaitForIt()
    {
        const int BitsPerSecond = 80_000;
        using var run = new SimulatedRun(seed: 3, ConfirmMode.Broker, settings => settings with { BacklogBitsPerSecond = BitsPerSecond });
        run.Net.Weather = Weather.Fair;
        run.Box.Append(JournalStreams.Telemetry, Backlog);
        run.Net.Centre.Start();
        run.Box.Start();
        const int Seconds = 30;
        for (var second = 0; second < Seconds; second++) run.PassSecond();
        var sent = Backlog - run.Box.Journal.Count(JournalStreams.Telemetry);
        var recordBytes = RecordCodec.Encode(SimulatedBox.Make(JournalStreams.Telemetry, 1000)).Length + 150.0;
        Assert.That(sent * recordBytes * 8 / Seconds, Is.EqualTo(BitsPerSecond).Within(10).Percent);

        run.Box.Append(JournalStreams.Alarms, 5);
        run.PassSecond();
        Assert.That(ConfirmedMarks.Waiting(run.Box.Journal, JournalStreams.Alarms), Is.Zero);
        Assert.That(run.Box.Service!.Counters.Drain.RecordsPerSecond, Is.EqualTo(BitsPerSecond / 8 / recordBytes).Within(10).Percent);
        var left = (Backlog - sent) / run.Box.Service.Counters.Drain.RecordsPerSecond;
        Assert.That(run.Box.Service.Counters.Drain.Left!.Value.TotalSeconds, Is.EqualTo(left).Within(10).Percent);
    }

    [Test]
    public void ACentreThatNeverAnswersIsAskedAgainWithGrowingPauses()
    {
        using var run = new SimulatedRun(seed: 4, ConfirmMode.Application, settings => settings);
        run.Net.Weather = Weather.Fair;
        run.Box.Append(JournalStreams.Audit, 1);
        run.Box.Start();
        var times = new List<int>();
        for (var second = 0; second < 3600; second++)
        {
            var before = run.Net.Broker.ToCentre.Count;
            run.PassSecond();
            if (run.Net.Broker.ToCentre.Count > before) times.Add(second);
        }

        var pauses = times.Zip(times.Skip(1), (one, next) => next - one).ToList();
        Assert.That(times, Has.Count.InRange(5, 12), "an hour of a record that nobody acknowledges");
        Assert.That(pauses[0], Is.InRange(15, 120));
        Assert.That(pauses[^1], Is.InRange(300, 1300));
        Assert.That(run.Net.Broker.ToCentre.Skip(1).Select(message => RecordCodec.Decode(message.Payload.Span).Historical), Is.All.True);
    }

    /// <summary>A night of live records that went out while the centre was away is not thrown at it at once, and what it never confirms keeps none of the others back.</summary>
    [Test]
    public void WhatIsSentAgainIsBoundedAndEachRecordHasItsTurn()
    {
        const int Bound = 40, Night = 300;
        using var run = new SimulatedRun(seed: 5, ConfirmMode.Application, settings => settings with { MostUnacknowledged = Bound });
        run.Net.Weather = Weather.Fair;
        run.Box.Start();
        for (var second = 0; second < Night; second++)
        {
            run.Box.Append(JournalStreams.Telemetry, 1);
            run.PassSecond();
        }

        // Nobody has announced a centre, so it is taken to be there; it never answers.
        var before = run.Net.Broker.ToCentre.Count;
        var most = 0;
        for (var second = 0; second < 4 * 3600; second++)
        {
            run.PassSecond();
            var now = run.Net.Broker.ToCentre.Count;
            most = Math.Max(most, now - before);
            before = now;
        }

        Assert.That(most, Is.InRange(1, Bound), "what goes again between two time-outs goes within a second here");
        var times = run.Net.Broker.ToCentre.Select(message => RecordCodec.Decode(message.Payload.Span).Sequence).CountBy(sequence => sequence).ToDictionary();
        Assert.That(times, Has.Count.EqualTo(Night));
        Assert.That(times.Values.Min(), Is.GreaterThanOrEqualTo(2), "each was sent again");
        Assert.That(times.Values.Max() - times.Values.Min(), Is.LessThanOrEqualTo(2), "none more often than the others");
    }
}
