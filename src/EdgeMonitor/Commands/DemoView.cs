using System.Globalization;
using System.Threading.Channels;
using EdgeMonitor.Acquisition.Simulators.Physiology;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;

namespace EdgeMonitor.Commands;

/// <summary>What a person sees of the demo: a live line each second, and a line that scrolls for each change at the bed and of the broker.</summary>
/// <param name="live">Where it is shown.</param>
/// <param name="clock">The monitor's time.</param>
/// <param name="plan">What is signalled.</param>
/// <param name="traffic">What was stored and forwarded.</param>
/// <param name="bedside">What happens at the simulated bed.</param>
/// <param name="readerHasLeft">True when nobody sees it any more.</param>
internal sealed class DemoView(
    LiveLine live, MonitorClock clock, Func<AnnunciationPlan> plan, Func<Traffic> traffic, Func<EpisodeKind> bedside, Func<bool> readerHasLeft)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly BedsideLine _line = new();
    private long _second;
    private EpisodeKind? _episode;
    private bool? _connected;

    /// <summary>Shows what the feed says until it ends, or until nobody reads it any more.</summary>
    public async Task FollowAsync(ChannelReader<FeedItem> feed)
    {
        using var timer = new PeriodicTimer(Period, clock.Provider);
        while (!readerHasLeft() && await timer.WaitForNextTickAsync())
        {
            while (feed.TryRead(out var item)) _line.Take(item.Event);
            if (feed.Completion.IsCompleted) break;
            var now = traffic();
            TellChanges(now);
            // A late tick must not make two lines of one second.
            _second = Math.Max(_second + 1, (long)Math.Round(clock.Now.TotalSeconds));
            live.Show(_line.Text(TimeSpan.FromSeconds(_second), now, Marking.Of(plan(), clock.Now)), _line.Alarm, _line.Priority);
        }

        live.End();
    }

    private void TellChanges(Traffic now)
    {
        var episode = bedside();
        if (episode != _episode) live.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The simulated patient: {Names.Of(episode)}."));
        _episode = episode;
        if (now.Sent is null || now.Connected == _connected) return;
        live.WriteLine(now.Connected ? "The broker is connected: what is stored is sent." : "The broker is away: records wait in the journal.");
        _connected = now.Connected;
    }
}
