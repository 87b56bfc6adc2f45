using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>
/// What the monitor itself allocates at full load. The budget is 64 KiB a second of signal, the inputs counted, and those take most of
/// it (tests/EdgeMonitor.Benchmarks/README.md): 4 KiB are the monitor's share. Growth with time would be a leak, or work that never ends.
/// </summary>
internal sealed class AllocationTests
{
    private const int StretchSeconds = 600;
    private const long BudgetBytesPerSecond = 4 << 10;

    [Test]
    public void TenMinutesOfAQuietPatientAllocateNoMoreThanTheTenMinutesBefore()
    {
        var run = new Run();
        AssertSteady(run);
        Assert.Multiple(() =>
        {
            Assert.That(run.Beats, Is.GreaterThan(2 * StretchSeconds), "75 beats a minute are in the signal.");
            Assert.That(run.Alarms, Is.Zero);
        });
    }

    [Test]
    public void TenMinutesOfAStandingAlarmAllocateNoMoreThanTheTenMinutesBefore()
    {
        var run = new Run();
        run.Tell(new ContactStatus("ecg", Modality.Ecg, Contact.LeadOff, TimeSpan.Zero));
        AssertSteady(run);
        Assert.That(run.Alarms, Is.EqualTo(1), "The electrodes stay off.");
    }

    private static void AssertSteady(Run run)
    {
        run.Play(seconds: 60); // the rates are known by then, and the lists have their size
        var first = run.Play(StretchSeconds);
        var second = run.Play(StretchSeconds);
        TestContext.Out.WriteLine(
            $"{first / StretchSeconds:N0} bytes a second, then {second / StretchSeconds:N0}; {run.Beats} beats, {run.Alarms} alarms.");
        Assert.Multiple(() =>
        {
            Assert.That(second, Is.LessThan(first * 1.01));
            Assert.That(second, Is.GreaterThan(0).And.LessThan(BudgetBytesPerSecond * StretchSeconds));
        });
    }

    private sealed class Run
    {
        private readonly PatientMonitor _monitor = new(new MonitorSettings(new AlarmLimits()));
        private readonly FullLoad _load = new(asDriver: false);
        private readonly List<MonitorInput> _inputs = [];
        private int _second;

        public Run()
        {
            foreach (var input in _load.Beginning()) Tell(input);
        }

        public int Beats { get; private set; }

        public int Alarms { get; private set; }

        public void Tell(MonitorInput input)
        {
            var events = _monitor.Process(input);
            for (var i = 0; i < events.Count; i++)
            {
                if (events[i] is BeatDetected) Beats++;
                else if (events[i] is AlarmEvent { Transition: AlarmTransition.Start }) Alarms++;
            }
        }

        /// <summary>Lets these many further seconds of signal pass; the bytes that the monitor allocates meanwhile.</summary>
        public long Play(int seconds)
        {
            var bytes = 0L;
            for (var end = _second + seconds; _second < end; _second++)
            {
                _inputs.Clear();
                _load.AddSecond(_second, _inputs);
                var before = GC.GetAllocatedBytesForCurrentThread();
                for (var i = 0; i < _inputs.Count; i++) Tell(_inputs[i]);
                bytes += GC.GetAllocatedBytesForCurrentThread() - before;
            }

            return bytes;
        }
    }
}
