using EdgeMonitor.Guard;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Tests.Guard;

/// <summary>The guard's decision on time lines: exact, no clock.</summary>
public sealed class GuardWatchTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>Each word is a time in s and what happens: <c>a</c> and <c>b</c> are pets of two starts of the daemon, <c>.</c> is a look.</summary>
    [TestCase("29.99.", nameof(GuardState.Waiting))]
    [TestCase("30.", nameof(GuardState.Sounding), TestName = "The first pet may take 30 s and no longer")]
    [TestCase("29a 29.5.", nameof(GuardState.Quiet), TestName = "The first pet ends the wait")]
    [TestCase("1a 2.999.", nameof(GuardState.Quiet))]
    [TestCase("1a 3.", nameof(GuardState.Sounding), TestName = "2 s after the last pet it sounds")]
    [TestCase("1a 2.9a 4.8a 6.7.", nameof(GuardState.Quiet), TestName = "Pets that are late are not lost")]
    [TestCase("1a 3. 3.1a 3.3a 3.5a 3.7a 3.9a 4.09a", nameof(GuardState.Sounding))]
    [TestCase("1a 3. 3.1a 3.3a 3.5a 3.7a 3.9a 4.1a", nameof(GuardState.Quiet), TestName = "1 s of steady pets ends the sound")]
    [TestCase("1a 3. 3.1a 3.9a 4.2a", nameof(GuardState.Sounding), TestName = "Pets with a break are not steady")]
    [TestCase("1a 3. 3.1a 3.8a 4.2a", nameof(GuardState.Quiet))]
    [TestCase("1a 3. 3.1b 3.4b 3.7b 3.9c 4.2c 4.5c", nameof(GuardState.Sounding), TestName = "A daemon that starts again and again is not steady")]
    [TestCase("1a 3. 3.1b 3.4b 3.7b 3.9c 4.2c 4.5c 4.9c", nameof(GuardState.Quiet))]
    [TestCase("1a 3.5a", nameof(GuardState.Sounding), TestName = "A break that nobody looked at counts")]
    [TestCase("31a 31.5a", nameof(GuardState.Sounding), TestName = "A grace that ran out unseen counts")]
    [TestCase("1a 2a 3a 3.2.", nameof(GuardState.Quiet))]
    public void TheStates(string line, string state)
    {
        var watch = new GuardWatch(TimeSpan.Zero, Grace, sounding: false);
        Play(watch, line);
        Assert.That(watch.State.ToString(), Is.EqualTo(state));
    }

    [TestCase(false, "1.999.", nameof(GuardState.Waiting))]
    [TestCase(false, "2.", nameof(GuardState.Sounding))]
    [TestCase(true, "0.", nameof(GuardState.Sounding))]
    [TestCase(true, "0.1a 0.6a 1.0a", nameof(GuardState.Sounding))]
    [TestCase(true, "0.1a 0.6a 1.1a", nameof(GuardState.Quiet))]
    public void AGuardThatWasStartedAgainHasNoGrace(bool sounding, string line, string state)
    {
        var watch = new GuardWatch(TimeSpan.Zero, TimeSpan.Zero, sounding);
        Play(watch, line);
        Assert.That(watch.State.ToString(), Is.EqualTo(state));
    }

    [Test]
    public void APetThatIsReadLateIsAsOldAsItIs()
    {
        var watch = new GuardWatch(TimeSpan.Zero, Grace, sounding: false);
        watch.Take(new GuardMessage(1, 1, 0), Seconds(1), Seconds(1));
        // The guard was held up: these waited in its socket.
        watch.Take(new GuardMessage(1, 2, 0), Seconds(1.2), Seconds(9));
        watch.Take(new GuardMessage(1, 3, 0), Seconds(1.4), Seconds(9));
        watch.Look(Seconds(9));
        Assert.That((watch.State, watch.LastPet), Is.EqualTo((GuardState.Sounding, Seconds(1.4))));
    }

    [Test]
    public void APetThatRepeatsItsCountOrComesFromTheFutureDoesNotCount()
    {
        var watch = new GuardWatch(TimeSpan.Zero, Grace, sounding: false);
        watch.Take(new GuardMessage(1, 5, 0), Seconds(1), Seconds(1));
        watch.Take(new GuardMessage(1, 5, 0), Seconds(2), Seconds(2));
        watch.Take(new GuardMessage(1, 4, 0), Seconds(2), Seconds(2));
        watch.Take(new GuardMessage(1, 6, 0), Seconds(100), Seconds(2));
        Assert.That(watch.LastPet, Is.EqualTo(Seconds(1)));
        watch.Look(Seconds(3));
        Assert.That(watch.State, Is.EqualTo(GuardState.Sounding));
    }

    /// <summary>Whatever comes: never quiet 2 s after the newest pet, never silent again without a whole second of pets of one start.</summary>
    [Test]
    public void ARandomWalkNeverFallsSilentWithoutASteadyDaemon()
    {
        const int seed = 20_261_122;
        var random = new Random(seed);
        var watch = new GuardWatch(TimeSpan.Zero, Grace, sounding: false);
        var (now, newest, boot, count) = (TimeSpan.Zero, (TimeSpan?)null, 1UL, 0UL);
        var steadySince = TimeSpan.Zero;
        for (var step = 0; step < 200_000; step++)
        {
            var before = watch.State;
            now += TimeSpan.FromMilliseconds(random.Next(1, random.Next(50) == 0 ? 3000 : 400));
            if (random.Next(3) == 0)
            {
                watch.Look(now);
            }
            else
            {
                var isOther = random.Next(40) == 0;
                if (isOther) boot++;
                if (isOther || newest is null || now - newest > GuardWatch.LongestBreak) steadySince = now;
                watch.Take(new GuardMessage(boot, ++count, 0), now, now);
                newest = now;
            }

            var when = $"seed {seed}, step {step}";
            if (before == GuardState.Sounding && watch.State == GuardState.Quiet) Assert.That(now - steadySince, Is.GreaterThanOrEqualTo(GuardWatch.SteadyFor), when);
            if (watch.State == GuardState.Quiet) Assert.That(now - newest, Is.LessThan(GuardWatch.LostAfter), when);
        }
    }

    private static void Play(GuardWatch watch, string line)
    {
        ulong count = 0;
        foreach (var word in line.Split(' '))
        {
            var at = Seconds(double.Parse(word[..^1], System.Globalization.CultureInfo.InvariantCulture));
            if (word[^1] == '.') watch.Look(at);
            else watch.Take(new GuardMessage(word[^1], ++count, 0), at, at);
        }
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
