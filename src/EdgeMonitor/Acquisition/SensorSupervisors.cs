using System.Threading.Channels;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Acquisition;

/// <summary>All configured sensors, each with its supervisor.</summary>
internal sealed class SensorSupervisors : IHostedService, IDisposable
{
    /// <summary>Chosen: a driver ends within milliseconds; one that hangs in its port's driver must not take the time in which the rest is stored.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(0.5);

    private readonly List<SensorSupervisor> _supervisors = [];
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Makes drivers and supervisors; no link is opened yet.</summary>
    /// <exception cref="SensorSettingException">A sensor's settings are wrong; the configuration check finds the same before.</exception>
    public SensorSupervisors(
        IReadOnlyList<SensorOptions> sensors, Channel<MonitorInput> intake, MonitorClock clock, SensorLinks links, ILoggerFactory loggers)
    {
        _time = clock.Provider;
        Desk = new SensorDesk(_time);
        foreach (var sensor in sensors)
        {
            var driver = SensorDrivers.Find(sensor.Driver) ?? throw new SensorSettingException("Driver", sensor.Driver, SensorDrivers.Names);
            var context = new SensorContext(sensor.Name, sensor.Link, sensor.Settings, clock, links);
            Desk.Add(sensor.Name, driver.Description.Acts, context.Acts);
            _supervisors.Add(new SensorSupervisor(
                sensor.Name, driver.Create(context), intake.Writer, clock, new Backoff(Random.Shared), loggers.CreateLogger<SensorSupervisor>()));
        }
    }

    /// <summary>The way by which people ask something of a sensor.</summary>
    public SensorDesk Desk { get; }

    /// <summary>Inputs of all sensors that the full intake refused.</summary>
    public long Dropped
    {
        get
        {
            var sum = 0L;
            foreach (var supervisor in _supervisors) sum += supervisor.Dropped;
            return sum;
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.WhenAll(_supervisors.Select(RunAsync));
        return Task.CompletedTask;
    }

    /// <summary>Ends all sessions; one that does not end is left to the end of the process.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(StopPatience, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>A supervisor ends by the stop or with its recording. Anything else is a defect: it ends the process, and systemd starts it again.</summary>
    private async Task RunAsync(SensorSupervisor supervisor)
    {
        try
        {
            await supervisor.RunAsync(_stop.Token);
        }
        catch (Exception defect) when (defect is not OperationCanceledException)
        {
            Environment.FailFast("A sensor's supervisor ended by a defect.", defect);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();
}
