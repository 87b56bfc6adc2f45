using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Acquisition.Simulators.Physiology;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Tests.Uplink;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>
/// Ten devices on ten pseudo-terminals at once, each on a patient of its own, so that a number of one in another's place is seen; the cables of two are
/// pulled and plugged in again all the time. Real drivers and supervisors and a monitor, on a clock that runs faster.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TenSensorsTests : IDisposable
{
    /// <summary>Cables of the two are out this long, and in for the rest of each turn, s of the patients.</summary>
    private const double OutSeconds = 8, TurnSeconds = 40;

    private readonly TemporaryFolder _folder = new();
    private readonly List<IAsyncDisposable> _devices = [];
    private readonly Dictionary<string, Tally> _tallies = [];

    /// <summary>What one sensor brought.</summary>
    private sealed class Tally
    {
        public List<double> Rates { get; } = [];

        public long Samples { get; set; }

        public int Opened { get; set; }

        public int WentDown { get; set; }

        public int CameBack { get; set; }

        /// <summary>From the plugging in of a cable that flaps to its data, s of the patients.</summary>
        public double LongestWay { get; set; }

        public TimeSpan LastData { get; set; }
    }

    [Test, CancelAfter(240_000)]
    public Task TwoMinutesWithoutALeakAndWithoutCrossTalk(CancellationToken stop) => RunAsync(TimeSpan.FromMinutes(2), speed: 4, stop);

    /// <summary>The note's figures: CPU and memory of an hour.</summary>
    [Test, Category("Long"), CancelAfter(1_800_000)]
    public Task AnHourWithoutALeakAndWithoutCrossTalk(CancellationToken stop) => RunAsync(TimeSpan.FromHours(1), speed: 8, stop);

    public void Dispose() => _folder.Dispose();

    private async Task RunAsync(TimeSpan length, double speed, CancellationToken stop)
    {
        var time = new FasterTime(speed);
        var clock = new MonitorClock(time);
        var sensors = Plug(new BedsideClock(time));
        var intake = Channel.CreateBounded<MonitorInput>(new BoundedChannelOptions(4096) { SingleReader = true });
        using var supervisors = new SensorSupervisors(
            [.. sensors.Select(sensor => new SensorOptions { Name = sensor.Name, Driver = sensor.Driver, Link = sensor.Link })],
            intake, clock, new SensorLinks { SerialPorts = SerialLinkProviders.All[^1] }, NullLoggerFactory.Instance);
        var monitor = new PatientMonitor(new MonitorSettings(new AlarmLimits()));
        await supervisors.StartAsync(stop);
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var began = TimeProvider.System.GetTimestamp();
        long early = 0;
        while (clock.Now < length)
        {
            var input = await intake.Reader.ReadAsync(stop);
            Take(input);
            monitor.Process(input);
            if (early == 0 && clock.Now > length / 4) early = Settled();
        }

        var used = (Process.GetCurrentProcess().TotalProcessorTime - cpu) / TimeProvider.System.GetElapsedTime(began);
        var late = Settled();
        await supervisors.StopAsync(CancellationToken.None);
        foreach (var device in _devices) await device.DisposeAsync();
        TestContext.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{length} at {speed} times: {100 * used / speed:0.00} % of a core per real-time second with the simulators; managed heap {early / 1048576.0:0.0} MiB after a quarter, {late / 1048576.0:0.0} MiB at the end; {supervisors.Dropped} inputs dropped"));
        Judge(sensors, supervisors, length, early, late);
    }

    private List<(string Name, string Driver, string Link, double Rate)> Plug(BedsideClock clock)
    {
        var sensors = new List<(string, string, string, double)>();
        Stream("nonin", patient => new NoninSimulator(patient), flaps: true);
        Stream("healthypi", patient => new HealthyPiSimulator(patient));
        Stream("masimo", patient => new MasimoSimulator(patient));
        Stream("contec-cms50", patient => new Cms50Simulator(patient));
        Peer("cyton", patient => new CytonPeerSimulator(patient));
        Peer("ivy", patient => new IvySimulator(patient));
        Peer("suntech", patient => new SunTechSimulator(patient));
        Peer("intellivue", patient => new IntellivueSimulator(patient), flaps: true);
        Peer("dri", patient => new DriSimulator(patient));
        Peer("medibus", patient => new MedibusSimulator(patient));
        return sensors;

        void Stream(string driver, Func<Patient, ISimulatedSensor> make, bool flaps = false)
        {
            var (patient, rate, path) = Next(driver);
            _devices.Add(new SimulatedDevice(make(patient), path, clock, seconds => !flaps || IsIn(seconds)));
            sensors.Add((driver, driver, path, rate));
        }

        void Peer(string driver, Func<Patient, ISimulatedPeer> make, bool flaps = false)
        {
            var (patient, rate, path) = Next(driver);
            _devices.Add(new SimulatedPeer(make(patient), path, clock, seconds => !flaps || IsIn(seconds)));
            sensors.Add((driver, driver, path, rate));
        }

        (Patient Patient, double Rate, string Path) Next(string driver)
        {
            var rate = 50 + 7.0 * sensors.Count;
            _tallies[driver] = new Tally();
            var settings = new PatientSettings { HeartRate = rate, LowFrequencyVariability = 0, HighFrequencyVariability = 0 };
            return (new Patient(ScenarioText.Parse("normal 7200s"), sensors.Count + 1, settings), rate, Path.Combine(_folder.Path, driver));
        }

        static bool IsIn(double seconds) => seconds % TurnSeconds < TurnSeconds - OutSeconds;
    }

    private void Take(MonitorInput input)
    {
        switch (input)
        {
            case SampleBlock block:
                _tallies[block.Signal.Sensor].Samples += block.Samples.Length;
                _tallies[block.Signal.Sensor].LastData = block.At;
                break;
            case Reading { Value: { } value } reading:
                if (reading.Mdc is Mdc.EcgHeartRate or Mdc.PulsOximPulsRate or Mdc.PulsRateNonInv) _tallies[reading.Sensor].Rates.Add(value);
                _tallies[reading.Sensor].LastData = reading.At;
                break;
            case LinkStatus { State: LinkState.Opening } link: _tallies[link.Sensor].Opened++; break;
            case LinkStatus { State: LinkState.Down } link: _tallies[link.Sensor].WentDown++; break;
            case LinkStatus { State: LinkState.Up } link:
                var tally = _tallies[link.Sensor];
                tally.CameBack++;
                tally.LongestWay = Math.Max(tally.LongestWay, link.At.TotalSeconds % TurnSeconds);
                break;
        }
    }

    /// <summary>Bytes of the managed heap that are in use.</summary>
    private static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private void Judge(List<(string Name, string Driver, string Link, double Rate)> sensors, SensorSupervisors supervisors, TimeSpan length, long early, long late)
    {
        foreach (var (name, _, _, rate) in sensors)
        {
            var tally = _tallies[name];
            TestContext.Out.WriteLine($"{name}: {tally.Samples} samples, {tally.Rates.Count} rates, opened {tally.Opened}, down {tally.WentDown}, up {tally.CameBack}, at most {tally.LongestWay.ToString("0.00", CultureInfo.InvariantCulture)} s of the turn passed");
        }

        Assert.Multiple(() =>
        {
            foreach (var (name, driver, _, rate) in sensors)
            {
                var tally = _tallies[name];
                var flaps = driver is "nonin" or "intellivue";
                if (driver is not ("suntech" or "masimo")) Assert.That(tally.Samples, Is.Positive, $"{name} has brought samples");
                if (driver is not ("cyton" or "medibus" or "suntech")) Assert.That(tally.Rates, Is.Not.Empty, $"{name} has brought rates");
                var sorted = tally.Rates.Order().ToList();
                if (sorted.Count > 0) Assert.That(sorted[sorted.Count / 2], Is.EqualTo(rate).Within(3), $"{name} shows its own patient's heart and no other's");
                var turns = (int)(length.TotalSeconds / TurnSeconds);
                if (flaps) Assert.That(tally.CameBack, Is.GreaterThanOrEqualTo(turns - 1), $"{name} came back each time");
                else if (driver is not "suntech") Assert.That(tally.LastData, Is.GreaterThan(length - TimeSpan.FromSeconds(20)), $"{name} brought data to the end");
            }

            Assert.That(supervisors.Dropped, Is.Zero, "the monitor kept up");
            // Rates are kept by this test itself: 16 bytes and their growth, at most some a second and sensor.
            Assert.That(late - early, Is.LessThan(4 << 20), "nothing grows with time");
        });
    }
}
