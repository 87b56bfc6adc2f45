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
            Assert.That(run.Alarms, Is.Zero, run.Said);
        });
    }

    [Test]
    public void TenMinutesOfAStandingAlarmAllocateNoMoreThanTheTenMinutesBefore()
    {
        var run = new Run();
        run.Tell(new ContactStatus("ecg", Modality.Ecg, Contact.LeadOff, TimeSpan.Zero));
        AssertSteady(run);
        Assert.That(run.Alarms, Is.EqualTo(1), $"The electrodes stay off. {run.Said}");
    }

    /// <summary>
    /// Filters, detectors of beats, pulses and breaths, their classes, the rhythms and the qualities of all waves: what is given is an event, and nothing else
    /// is allocated between two whole seconds. What a second says, readings and their judgements, is under the budget above.
    /// </summary>
    [Test]
    public void NothingIsAllocatedForASampleNorForABeatButItsEvent()
    {
        var run = new Run();
        run.Play(seconds: 120);
        var (bytes, beats) = run.PlayBetweenSeconds(seconds: 120);
        Assert.That(beats, Is.GreaterThan(100));
        Assert.That(bytes, Is.EqualTo(beats * BytesOfABeat()));
    }

    private static long BytesOfABeat()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var beat = new BeatDetected(TimeSpan.Zero, "ecg", 0, 'N');
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        GC.KeepAlive(beat);
        return bytes;
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

        /// <summary>Which alarms.</summary>
        public string Said { get; private set; } = "";

        public void Tell(MonitorInput input)
        {
            var events = _monitor.Process(input);
            for (var i = 0; i < events.Count; i++)
            {
                if (events[i] is BeatDetected) Beats++;
                else if (events[i] is AlarmEvent { Transition: AlarmTransition.Start } alarm) (Alarms, Said) = (Alarms + 1, $"{Said} {alarm.Rule.Condition}");
            }
        }

        /// <summary>The bytes that calls allocate which do not reach a whole second, and the beats that they give.</summary>
        public (long Bytes, int Beats) PlayBetweenSeconds(int seconds)
        {
            var (bytes, beats) = (0L, Beats);
            for (var end = _second + seconds; _second < end; _second++)
            {
                _inputs.Clear();
                _load.AddSecond(_second, _inputs);
                var beatsOfSecond = 0;
                for (var i = 0; i < _inputs.Count; i++)
                {
                    var (before, beatsBefore, isWithin) = (GC.GetAllocatedBytesForCurrentThread(), Beats, _inputs[i].At.Milliseconds > 0 && _inputs[i] is SampleBlock);
                    Tell(_inputs[i]);
                    if (isWithin) bytes += GC.GetAllocatedBytesForCurrentThread() - before;
                    else beatsOfSecond += Beats - beatsBefore;
                }

                beats += beatsOfSecond;
            }

            return (bytes, Beats - beats);
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
