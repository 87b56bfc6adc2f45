using System.Threading.Channels;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Acquisition;

/// <summary>
/// Keeps one sensor running: it runs the driver's sessions one after the other, waits longer after each failure, watches the age of the data and
/// reports every change of the link as an input. The only place where a link's errors are caught.
/// </summary>
internal sealed partial class SensorSupervisor
{
    private readonly string _sensor;
    private readonly ISensorDriver _driver;
    private readonly MonitorClock _clock;
    private readonly Backoff _backoff;
    private readonly ILogger<SensorSupervisor> _logger;
    private readonly LinkWatch _watch;
    private readonly IntakeWriter _inputs;
    private string _lastCause = "";

    /// <summary>Makes the supervisor of one sensor; nothing runs yet.</summary>
    public SensorSupervisor(
        string sensor, ISensorDriver driver, ChannelWriter<MonitorInput> intake, MonitorClock clock, Backoff backoff, ILogger<SensorSupervisor> logger)
    {
        _sensor = sensor;
        _driver = driver;
        _clock = clock;
        _backoff = backoff;
        _logger = logger;
        _watch = new LinkWatch(sensor, driver.MaxSilence, clock, intake, LogChange);
        _inputs = new IntakeWriter(intake, _watch.DataSeen);
    }

    /// <summary>Inputs of this sensor lost because the monitor could not keep up.</summary>
    public long Dropped => _inputs.Dropped;

    /// <summary>Runs until the driver ends by itself, which only a recording does.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            await _watch.TellAsync(LinkState.Opening, "", stop).ConfigureAwait(false);
            if (await RunSessionAsync(stop).ConfigureAwait(false) is not { } cause)
            {
                await _watch.TellAsync(LinkState.Ended, "", stop).ConfigureAwait(false);
                return;
            }

            await _watch.TellAsync(LinkState.Down, cause, stop).ConfigureAwait(false);
            // A link that breaks again at once keeps its long wait.
            if (_watch.UpFor >= Backoff.Longest) _backoff.Reset();
            await Task.Delay(_backoff.Next(), _clock.Provider, stop).ConfigureAwait(false);
        }
    }

    /// <summary>One session; why it broke, or null where it ended by itself.</summary>
    private async Task<string?> RunSessionAsync(CancellationToken stop)
    {
        using var session = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _watch.Begin();
        var watch = _watch.RunAsync(session, watching.Token);
        try
        {
            // On a thread of the pool: opening a port may take its time, and the silence counts meanwhile.
            await Task.Run(() => _driver.RunAsync(_inputs, session.Token), session.Token).ConfigureAwait(false);
            stop.ThrowIfCancellationRequested();
            return _watch.GaveUp ? _watch.SilenceCause : null;
        }
        catch (Exception broken) when (broken is IOException or TimeoutException or UnauthorizedAccessException)
        {
            return _watch.GaveUp ? _watch.SilenceCause : broken.Message;
        }
        catch (OperationCanceledException cancelled) when (!stop.IsCancellationRequested)
        {
            // Where this session was not given up, the driver or a library has cancelled itself: a line that does not work like any other.
            return _watch.GaveUp ? _watch.SilenceCause : cancelled.Message;
        }
        finally
        {
            await watching.CancelAsync().ConfigureAwait(false);
            await watch.ConfigureAwait(false);
        }
    }

    private void LogChange(LinkStatus status)
    {
        switch (status.State)
        {
            case LinkState.Opening:
                LogOpening(_sensor);
                break;
            case LinkState.Up:
                _lastCause = "";
                LogUp(_sensor);
                break;
            case LinkState.Silent:
                LogSilent(_sensor, status.Cause);
                break;
            case LinkState.Down:
                // A cable that stays out is said once, not every five seconds for a night.
                LogDown(status.Cause == _lastCause ? LogLevel.Debug : LogLevel.Warning, _sensor, status.Cause);
                _lastCause = status.Cause;
                break;
            case LinkState.Ended:
                LogEnded(_sensor, Dropped);
                break;
        }
    }

    [LoggerMessage(1000, LogLevel.Debug, "Sensor {Sensor}: opening its link")]
    private partial void LogOpening(string sensor);

    [LoggerMessage(1001, LogLevel.Information, "Sensor {Sensor}: data comes")]
    private partial void LogUp(string sensor);

    [LoggerMessage(1002, LogLevel.Warning, "Sensor {Sensor}: silent, {Cause}")]
    private partial void LogSilent(string sensor, string cause);

    [LoggerMessage(EventId = 1003, Message = "Sensor {Sensor}: link down, will try again: {Cause}")]
    private partial void LogDown(LogLevel level, string sensor, string cause);

    [LoggerMessage(1004, LogLevel.Information, "Sensor {Sensor}: recording over, {Dropped} inputs dropped")]
    private partial void LogEnded(string sensor, long dropped);
}
