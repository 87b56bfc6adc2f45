using EdgeMonitor.Core.Signals;
using EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>
/// All inputs of one patient at full load: 12 ECG leads at 500 Hz in blocks of 20 ms, the chest impedance and an arterial pressure at 125 Hz and the pleth at
/// 75 Hz in blocks of 40 ms, SpO2 and pulse rate three times a second. A quiet patient: 75 beats and 15 breaths a minute, no alarm.
/// </summary>
/// <param name="asDriver">
/// True where the counts are new arrays, one for all leads of 20 ms, as a driver makes them; false where blocks share arrays that last.
/// </param>
internal sealed class FullLoad(bool asDriver)
{
    /// <summary>ECG leads.</summary>
    public const int Leads = 12;

    private const string Ecg = "ecg", Oximeter = "spo2";
    private const int LeadRate = 500, ImpedanceRate = 125, PressureRate = 125, PlethRate = 75;
    private const int Steps = 50; // of 20 ms, a second
    private const int LoopSeconds = 4; // five beats and one breath: the waves go on without a seam

    private readonly SignalDescriptor[] _leads =
        [.. Enumerable.Range(0, Leads).Select(lead => new SignalDescriptor(Ecg, $"L{lead + 1}", Mdc.EcgLead, MdcUnit.Millivolt, LeadRate, 0.005))];

    private readonly SignalDescriptor _impedance = new(Ecg, "Impedance", Mdc.ImpedTthor, MdcUnit.Dimensionless, ImpedanceRate);
    private readonly SignalDescriptor _pressure = new(Ecg, "ABP", Mdc.PressBldArt, MdcUnit.MillimetreOfMercury, PressureRate, 0.1);
    private readonly SignalDescriptor _pleth = new(Oximeter, "Pleth", Mdc.PulsOximPleth, MdcUnit.Dimensionless, PlethRate);
    private readonly int[][] _leadLoops = [.. Enumerable.Range(0, Leads).Select(LeadLoop)];
    private readonly int[] _impedanceLoop = [.. Enumerable.Range(0, LoopSeconds * ImpedanceRate).Select(ImpedanceAt)];
    private readonly int[] _pressureLoop = WfdbWriter.Pulse(LoopSeconds, PressureRate, beatsPerMinute: 75, height: 400, foot: 700 / 3.0); // 110 over 70 mmHg: the waves before and after add their feet
    private readonly int[] _plethLoop = WfdbWriter.Pulse(LoopSeconds, PlethRate, beatsPerMinute: 75, height: 20_000, foot: 20_000);

    /// <summary>What comes before the first sample: sessions, links and contacts.</summary>
    public IEnumerable<MonitorInput> Beginning() =>
    [
        new LinkStatus(Ecg, LinkState.Opening, "", TimeSpan.Zero),
        new LinkStatus(Oximeter, LinkState.Opening, "", TimeSpan.Zero),
        new SignalList(Ecg, [.. _leads, _impedance, _pressure], TimeSpan.Zero),
        new SignalList(Oximeter, [_pleth], TimeSpan.Zero),
        new LinkStatus(Ecg, LinkState.Up, "", TimeSpan.Zero),
        new LinkStatus(Oximeter, LinkState.Up, "", TimeSpan.Zero),
        new ContactStatus(Ecg, Modality.Ecg, Contact.Attached, TimeSpan.Zero),
        new ContactStatus(Oximeter, Modality.Oximeter, Contact.Attached, TimeSpan.Zero),
    ];

    /// <summary>Adds the inputs of one second, in order of time; seconds follow each other.</summary>
    public void AddSecond(int second, ICollection<MonitorInput> inputs)
    {
        for (var step = 0; step < Steps; step++)
        {
            var at = TimeSpan.FromMilliseconds(second * 1000L + step * (1000L / Steps));
            AddLeads(second, step, at, inputs);
            if (step % 2 == 0)
            {
                AddWave(_impedance, _impedanceLoop, second, step, ImpedanceRate * 2 / Steps, at, inputs);
                AddWave(_pressure, _pressureLoop, second, step, PressureRate * 2 / Steps, at, inputs);
                AddWave(_pleth, _plethLoop, second, step, PlethRate * 2 / Steps, at, inputs);
            }

            if (step is not (0 or 17 or 33)) continue;
            inputs.Add(Reading.Valid(Oximeter, Mdc.PulsOximSatO2, MdcUnit.Percent, 97, at, SignalQuality.Good));
            inputs.Add(Reading.Valid(Oximeter, Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute, 75, at, SignalQuality.Good));
        }
    }

    private void AddLeads(int second, int step, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        const int Length = LeadRate / Steps;
        var first = (second % LoopSeconds * Steps + step) * Length;
        var made = asDriver ? new int[Leads * Length] : [];
        for (var lead = 0; lead < Leads; lead++)
        {
            var counts = _leadLoops[lead].AsMemory(first, Length);
            if (asDriver)
            {
                counts.CopyTo(made.AsMemory(lead * Length));
                counts = made.AsMemory(lead * Length, Length);
            }

            inputs.Add(new SampleBlock(_leads[lead], (second * (long)Steps + step) * Length, at, counts));
        }
    }

    private void AddWave(SignalDescriptor signal, int[] loop, int second, int step, int length, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        var first = (second % LoopSeconds * Steps + step) / 2 * length;
        ReadOnlyMemory<int> counts = asDriver ? loop.AsSpan(first, length).ToArray() : loop.AsMemory(first, length);
        inputs.Add(new SampleBlock(signal, (second * (long)Steps + step) / 2 * length, at, counts));
    }

    /// <summary>A heart with noise of a few counts, weaker from lead to lead; 200 counts a millivolt.</summary>
    private static int[] LeadLoop(int lead)
    {
        var noise = new Random(lead + 1);
        return [.. WfdbWriter.Ecg(LoopSeconds, LeadRate, beatsPerMinute: 75, 200 / (1 + lead / 12.0)).Select(count => count + noise.Next(-2, 3))];
    }

    private static int ImpedanceAt(int sample) => (int)(1000 * Math.Sin(Math.Tau * sample / (LoopSeconds * ImpedanceRate)));
}
