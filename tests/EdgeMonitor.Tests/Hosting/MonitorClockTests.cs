using EdgeMonitor.Hosting;

namespace EdgeMonitor.Tests.Hosting;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class MonitorClockTests
{
    private readonly ManualTime _time = new();

    [Test]
    public void ItBeginsAtZeroAndFollowsTheMachine()
    {
        _time.Advance(Seconds(100));
        var clock = new MonitorClock(_time);
        var atStart = clock.Now;
        _time.Advance(Seconds(3));

        Assert.That((atStart, clock.Now, clock.FollowsRecording), Is.EqualTo((TimeSpan.Zero, Seconds(3), false)));
    }

    [Test]
    public void AStepOfTheWallClockDoesNotMoveIt()
    {
        var stepped = new SteppedTime();
        var clock = new MonitorClock(stepped);
        stepped.Wall += TimeSpan.FromDays(365);
        stepped.Monotonic += Seconds(1);

        Assert.That(clock.Now, Is.EqualTo(Seconds(1)));
    }

    [Test]
    public void ARecordingGivesTheTimeWhileItPlaysAndTheMachineGoesOnWhereItStopped()
    {
        var clock = new MonitorClock(_time);
        _time.Advance(Seconds(5));
        var recording = clock.FollowRecording();
        _time.Advance(Seconds(70));
        var waiting = clock.Now;
        recording.Reach(recording.Start + Seconds(2));
        var playing = clock.Now;
        recording.Dispose();
        _time.Advance(Seconds(1));

        Assert.Multiple(() =>
        {
            Assert.That(recording.Start, Is.EqualTo(Seconds(5)));
            Assert.That((waiting, playing, clock.Now), Is.EqualTo((Seconds(5), Seconds(7), Seconds(8))));
            Assert.That(clock.FollowsRecording, Is.False);
            Assert.That(clock.Uptime, Is.EqualTo(Seconds(76)), "how long things really took");
        });
    }

    [Test]
    public void TwoRecordingsThatOverlapGiveTheLaterTimeUntilBothHaveEnded()
    {
        var clock = new MonitorClock(_time);
        var first = clock.FollowRecording();
        first.Reach(Seconds(10));
        var second = clock.FollowRecording();
        second.Reach(second.Start + Seconds(4));
        first.Reach(Seconds(12));
        var both = clock.Now;
        first.Dispose();
        _time.Advance(Seconds(100));
        var oneLeft = clock.Now;
        second.Reach(second.Start + Seconds(5));
        second.Dispose();

        Assert.Multiple(() =>
        {
            Assert.That(second.Start, Is.EqualTo(Seconds(10)));
            Assert.That((both, oneLeft, clock.Now), Is.EqualTo((Seconds(14), Seconds(14), Seconds(15))));
        });
    }

    [Test]
    public void ARecordingThatHasEndedMovesNothingAnyMore()
    {
        var clock = new MonitorClock(_time);
        var ended = clock.FollowRecording();
        ended.Dispose();
        ended.Dispose();
        ended.Reach(Seconds(1000));
        using var next = clock.FollowRecording();

        Assert.That((clock.Now, clock.FollowsRecording), Is.EqualTo((TimeSpan.Zero, true)), "the second end of the first did not end the next");
    }

    [Test]
    public void ItNeverGoesBackWhateverRecordingsDo()
    {
        var random = new Random(20261122);
        var clock = new MonitorClock(_time);
        var playing = new List<MonitorClock.RecordedTime>();
        var last = TimeSpan.Zero;
        for (var step = 0; step < 5000; step++)
        {
            switch (random.Next(4))
            {
                case 0: _time.Advance(Seconds(random.NextDouble())); break;
                case 1 when playing.Count < 4: playing.Add(clock.FollowRecording()); break;
                case 2 when playing.Count > 0: playing[random.Next(playing.Count)].Reach(Seconds(random.Next(20_000))); break;
                case 3 when playing.Count > 0: End(random.Next(playing.Count)); break;
            }

            var now = clock.Now;
            Assert.That(now, Is.GreaterThanOrEqualTo(last), $"step {step}");
            last = now;
        }

        Assert.That(last, Is.GreaterThan(Seconds(1000)), "it did move");

        void End(int which)
        {
            playing[which].Dispose();
            playing.RemoveAt(which);
        }
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    /// <summary>A machine whose wall clock is set while its monotonic clock goes on.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        public TimeSpan Monotonic { get; set; }

        public DateTimeOffset Wall { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Monotonic.Ticks;

        public override DateTimeOffset GetUtcNow() => Wall;
    }
}
