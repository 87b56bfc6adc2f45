using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Links.Termios;
using EdgeMonitor.Acquisition.Simulators.Physiology;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Acquisition.Drivers;

/// <summary>A driver under its supervisor on a simulated device's pseudo-terminal, in real time: it takes inputs until there are enough.</summary>
internal sealed class SerialBench : IAsyncDisposable
{
    private readonly Channel<MonitorInput> _intake = Channel.CreateBounded<MonitorInput>(10_000);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private readonly string _directory;

    /// <summary>Runs the driver of that name.</summary>
    public SerialBench(string driver, string path, params (string Key, string Value)[] settings)
    {
        var clock = new MonitorClock(TimeProvider.System);
        var chosen = settings.ToDictionary(setting => setting.Key, setting => setting.Value, StringComparer.OrdinalIgnoreCase);
        var context = new SensorContext("dut", path, chosen, clock, new SensorLinks { SerialPorts = new TermiosSerialLinkProvider() });
        var supervisor = new SensorSupervisor(
            "dut", SensorDrivers.Find(driver)!.Create(context), _intake.Writer, clock, new Backoff(new Random(1)), NullLogger<SensorSupervisor>.Instance);
        _directory = Path.GetDirectoryName(path)!;
        _running = supervisor.RunAsync(_stop.Token);
    }

    /// <summary>All that came so far.</summary>
    public List<MonitorInput> Inputs { get; } = [];

    /// <summary>A patient whose numbers are there soon: three pulses at 150 a minute take a second.</summary>
    public static Patient QuickPatient(string scenario = "normal 600s") => new(ScenarioText.Parse(scenario), 5, new PatientSettings { HeartRate = 150 });

    /// <summary>A port's name that no other test has, in a directory of its own, which goes with the bench.</summary>
    public static string Port() => Path.Combine(Directory.CreateTempSubdirectory("edgemonitor-").FullName, "port");

    /// <summary>Waits until an input is what is looked for.</summary>
    public async Task<T> UntilAsync<T>(Func<T, bool> found, CancellationToken stop)
        where T : MonitorInput
    {
        while (true)
        {
            var input = await _intake.Reader.ReadAsync(stop);
            Inputs.Add(input);
            if (input is T wanted && found(wanted)) return wanted;
        }
    }

    /// <summary>Waits for a value of that code.</summary>
    public Task<Reading> ValueAsync(uint mdc, CancellationToken stop) => UntilAsync<Reading>(reading => reading.Mdc == mdc && reading.Value is not null, stop);

    /// <summary>Pulls the cable and plugs it in again; how long it then took until data came, s.</summary>
    public async Task<double> ReplugAsync(TestCable cable, CancellationToken stop)
    {
        cable.IsIn = false;
        await UntilAsync<LinkStatus>(status => status.State == LinkState.Down, stop);
        var plugged = TimeProvider.System.GetTimestamp();
        cable.IsIn = true;
        await UntilAsync<LinkStatus>(status => status.State == LinkState.Up, stop);
        return TimeProvider.System.GetElapsedTime(plugged).TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}

/// <summary>A cable that the test pulls.</summary>
internal sealed class TestCable
{
    private volatile bool _isIn = true;

    /// <summary>Whether it is in.</summary>
    public bool IsIn
    {
        get => _isIn;
        set => _isIn = value;
    }

    /// <summary>The same for a simulated device, at whatever time.</summary>
    public bool IsPlugged(double seconds) => _isIn;
}
