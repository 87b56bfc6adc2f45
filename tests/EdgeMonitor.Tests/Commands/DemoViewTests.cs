using System.Threading.Channels;
using EdgeMonitor.Acquisition.Simulators.Physiology;
using EdgeMonitor.Commands;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;

namespace EdgeMonitor.Tests.Commands;

[CancelAfter(20_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class DemoViewTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly Channel<FeedItem> _feed = Channel.CreateBounded<FeedItem>(100);
    private readonly Lines _lines = new();
    private Traffic _traffic = new(0, null, false);
    private AnnunciationPlan _plan = AnnunciationPlan.Quiet;
    private EpisodeKind _episode = EpisodeKind.Normal;
    private bool _readerHasLeft;

    public void Dispose() => _lines.Dispose();

    [Test]
    public async Task ALineASecondUntilTheFeedEnds(CancellationToken stop)
    {
        var following = View().FollowAsync(_feed.Reader);
        _feed.Writer.TryWrite(new FeedItem(null, new VitalSign(TimeSpan.Zero, Reading.Valid("s", Mdc.EcgHeartRate, MdcUnit.BeatPerMinute, 72, TimeSpan.Zero))));
        var first = await NextSecondAsync(lines: 2, stop);
        _traffic = new Traffic(2, null, false);
        var second = await NextSecondAsync(lines: 1, stop);
        _feed.Writer.Complete();
        await _time.AdvanceToNextTimerAsync();
        await following;

        Assert.Multiple(() =>
        {
            Assert.That(first[0], Is.EqualTo("The simulated patient: normal."));
            Assert.That(first[1], Does.StartWith("00:01 HR  72").And.EndsWith("stored 0"));
            Assert.That(second[0], Does.StartWith("00:02 HR  72").And.EndsWith("stored 2"));
            Assert.That(_lines.Left, Is.Empty);
        });
    }

    [Test]
    public async Task ChangesAtTheBedAndOfTheBrokerAreSaidOnce(CancellationToken stop)
    {
        _traffic = new Traffic(0, 0, false);
        _ = View().FollowAsync(_feed.Reader);
        var away = await NextSecondAsync(lines: 3, stop);
        (_episode, _traffic) = (EpisodeKind.CablePulled, new Traffic(5, 3, true));
        var changed = await NextSecondAsync(lines: 3, stop);
        var same = await NextSecondAsync(lines: 1, stop);

        Assert.Multiple(() =>
        {
            Assert.That(away[1], Is.EqualTo("The broker is away: records wait in the journal."));
            Assert.That(changed[..2], Is.EqualTo(new[] { "The simulated patient: cable-pulled.", "The broker is connected: what is stored is sent." }));
            Assert.That(same[0], Does.StartWith("00:03 ").And.EndsWith("stored 5 sent 3"));
        });
    }

    [Test]
    public async Task WhatIsSwitchedOffIsMarkedWithItsCountdown(CancellationToken stop)
    {
        _plan = AnnunciationPlan.Quiet with { Inactivation = Inactivation.AudioPaused, InactiveUntil = TimeSpan.FromSeconds(120) };
        _ = View().FollowAsync(_feed.Reader);
        var first = await NextSecondAsync(lines: 2, stop);
        var second = await NextSecondAsync(lines: 1, stop);

        Assert.That((first[1], second[0]), Is.EqualTo((
            "00:01 HR  -- SpO2  --% PR  -- RR -- T   --°C  no alarm                  [AUDIO PAUSED 1:59] stored 0",
            "00:02 HR  -- SpO2  --% PR  -- RR -- T   --°C  no alarm                  [AUDIO PAUSED 1:58] stored 0")));
    }

    [Test]
    public async Task AReaderWhoHasGoneEndsIt(CancellationToken stop)
    {
        var following = View().FollowAsync(_feed.Reader);
        await NextSecondAsync(lines: 2, stop);
        _readerHasLeft = true;
        while (!following.IsCompleted) await Task.WhenAny(following, _time.AdvanceToNextTimerAsync());

        Assert.That(following.IsCompletedSuccessfully, Is.True);
    }

    private DemoView View() => new(new LiveLine(_lines, columns: null), new MonitorClock(_time), () => _plan, () => _traffic, () => _episode, () => _readerHasLeft);

    private async Task<string[]> NextSecondAsync(int lines, CancellationToken stop)
    {
        await _time.AdvanceToNextTimerAsync();
        var said = new string[lines];
        for (var i = 0; i < lines; i++) said[i] = await _lines.NextAsync(stop);
        return said;
    }

    /// <summary>Hands each line over as it is written: the view writes on a thread of its own.</summary>
    private sealed class Lines : StringWriter
    {
        private readonly Channel<string> _lines = Channel.CreateBounded<string>(100);

        public IEnumerable<string> Left
        {
            get
            {
                while (_lines.Reader.TryRead(out var line)) yield return line;
            }
        }

        public ValueTask<string> NextAsync(CancellationToken stop) => _lines.Reader.ReadAsync(stop);

        public override void Write(string? value) => Assert.That(_lines.Writer.TryWrite(value!.TrimEnd('\n')), Is.True);
    }
}
