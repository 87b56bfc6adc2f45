using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Simulators.I2c;
using EdgeMonitor.Acquisition.Simulators.Physiology;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Acquisition.Links;

/// <summary>A simulated bus with a simulated patient, on a clock that a test moves: sensors on it by turns of the test's own, or with driver and supervisor.</summary>
internal sealed class I2cBench : IDisposable
{
    public const string Path = "/dev/i2c-1";

    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<MonitorInput> _intake = Channel.CreateBounded<MonitorInput>(10_000);
    private Task _running = Task.CompletedTask;
    private bool _isDown;

    public ManualTime Time { get; } = new();

    public SimulatedI2cBus Bus { get; } = new(Path);

    public Patient Patient { get; init; } = new(Scenarios.Normal, 1);

    public double Seconds => Time.Elapsed.TotalSeconds;

    public I2cChip Chip(int address) => new(((II2cBusProvider)Bus).Open(Path), address);

    /// <summary>Turns of a sensor at its own pace for so long.</summary>
    public List<MonitorInput> Poll(II2cSensor sensor, I2cChip chip, double seconds)
    {
        var inputs = new List<MonitorInput>();
        for (var end = Time.Elapsed + TimeSpan.FromSeconds(seconds); Time.Elapsed < end;)
        {
            Time.Advance(sensor.Period);
            sensor.Poll(chip, Time.Elapsed, inputs);
        }

        return inputs;
    }

    public SensorContext Context(params (string Name, string Value)[] settings) => new(
        "chip", Path, settings.ToDictionary(setting => setting.Name, setting => setting.Value, StringComparer.OrdinalIgnoreCase), new MonitorClock(Time),
        new SensorLinks { SerialPorts = SerialLinkProviders.All[^1], I2cBuses = Bus });

    /// <summary>Starts the driver with its supervisor.</summary>
    public void Supervise(string driver, params (string Name, string Value)[] settings)
    {
        var context = Context(settings);
        var supervisor = new SensorSupervisor(
            "chip", SensorDrivers.Find(driver)!.Create(context), _intake.Writer, context.Clock, new Backoff(new Random(1)), NullLogger<SensorSupervisor>.Instance);
        _running = supervisor.RunAsync(_stop.Token);
    }

    /// <summary>Moves the clock until an input comes that is looked for; how long that took.</summary>
    public async Task<(T Input, TimeSpan Took)> UntilAsync<T>(Func<T, bool> isIt)
        where T : MonitorInput
    {
        var began = Time.Elapsed;
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Assert.That(TimeProvider.System.GetElapsedTime(started), Is.LessThan(TimeSpan.FromMinutes(1)), "nothing moves any more");
            // Counted before the inputs are read: a session that has just been begun has said so before it waits.
            var armed = Time.ArmedTimers;
            while (_intake.Reader.TryRead(out var input))
            {
                if (input is LinkStatus status) _isDown = status.State == LinkState.Down;
                if (input is T found && isIt(found)) return (found, Time.Elapsed - began);
            }

            // The clock stands while anybody is at work: a session waits for its next turn beside the watch over its silence, a broken one for its next try.
            if (armed >= (_isDown ? 1 : 2)) await Time.AdvanceToNextTimerAsync();
            else await Task.Yield();
            Assert.That(Time.Elapsed - began, Is.LessThan(TimeSpan.FromMinutes(2)), $"no {typeof(T).Name} came");
        }
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.That(Bus.Open, Is.Zero, "the bus is given back");
    }

    public void Dispose() => _stop.Dispose();
}
