using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Ads1115;

/// <summary>
/// Samples the ECG at a steady pace given from outside. Each turn takes the conversion that was begun at the turn before and begins the next one, so that nothing is waited
/// for, and a sample's moment is the one at which its conversion began. Ten times a second one of LO+ and LO- is converted in the rest of a period:
/// <code>
///   slot n: take, begin ECG ...... 1.45 ms ...... take ECG, begin LO ...... slot n+1: take LO, begin ECG
/// </code>
/// A turn that comes half a period late or more has missed its slot: the wave has a gap, nothing is filled in.
/// </summary>
internal sealed class Ads1115Sampler
{
    /// <summary>The inputs' middle where nothing is measured: half of the 3.3 V supply.</summary>
    public const double MiddleVolt = 1.65;

    private const double MillivoltPerVolt = 1000;

    /// <summary>Blocks a second. Chosen: the curve moves evenly and no alarm waits for it.</summary>
    private const int BlocksPerSecond = 25;

    /// <summary>Looks at LO+ or LO- a second; each of them is seen every 0.2 s.</summary>
    private const int LooksPerSecond = 10;

    /// <summary>A conversion.</summary>
    private static readonly TimeSpan Conversion = TimeSpan.FromMilliseconds(Ads1115Registers.ConversionMilliseconds);

    /// <summary>Chosen: a fifth of a conversion.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(0.3);

    /// <summary>A conversion that takes as long as so many does not end. Chosen: a stall of the box may lie between.</summary>
    private const int MostConversions = 20;

    /// <summary>Counts above which LO+ and LO- are high: half of the supply.</summary>
    private static readonly int High = (int)(MiddleVolt / Ads1115Registers.VoltPerCount);

    private readonly string _sensor;
    private readonly Ads1115Settings _settings;
    private readonly TimeSpan _period;
    private readonly int[] _samples;
    private TimeSpan? _start;
    private long _slot = -1;
    private Ads1115Input? _running;
    private int _count;
    private long _first;
    private TimeSpan _firstAt, _runningAt;
    private bool _plusOff, _minusOff, _lookAtMinus;
    private int _looks;
    private bool? _isOff;

    /// <summary>Makes the sampler of one session.</summary>
    public Ads1115Sampler(string sensor, Ads1115Settings settings)
    {
        _sensor = sensor;
        _settings = settings;
        _period = TimeSpan.FromSeconds(1) / settings.Rate;
        _samples = new int[settings.Rate / BlocksPerSecond];
        var scale = Ads1115Registers.VoltPerCount * MillivoltPerVolt / settings.Gain;
        Signal = new SignalDescriptor(sensor, settings.Lead, settings.LeadCode, MdcUnit.Millivolt, settings.Rate, scale, -MiddleVolt * MillivoltPerVolt / settings.Gain);
    }

    /// <summary>The wave.</summary>
    public SignalDescriptor Signal { get; }

    /// <summary>When the next turn is due, on the line of the turns.</summary>
    public TimeSpan Due { get; private set; }

    /// <summary>Checks the chip.</summary>
    public static ChipIdentity Begin(I2cChip chip) => Ads1115Registers.Identify(chip);

    /// <summary>A turn.</summary>
    /// <param name="chip">The chip.</param>
    /// <param name="now">Now; never goes back.</param>
    /// <param name="inputs">Takes blocks and changes of contact.</param>
    /// <exception cref="I2cException">A transfer failed; <see cref="Fail"/> is to be called.</exception>
    public void Turn(I2cChip chip, TimeSpan now, ICollection<MonitorInput> inputs)
    {
        _start ??= now;
        var wasEcg = _running == Ads1115Input.Ecg;
        if (IsStillRunning(chip, now)) return;
        if (_running is not null) TakeResult(chip, now, inputs);
        if (wasEcg && IsLookDue && now < TimeOf(_slot + 1) - Conversion)
        {
            var input = _lookAtMinus ? Ads1115Input.LeadMinus : Ads1115Input.LeadPlus;
            Ads1115Registers.Begin(chip, input);
            (_running, _runningAt) = (input, now);
            _looks++;
            Due = TimeOf(_slot + 1);
            return;
        }

        var slot = Math.Max(_slot + 1, (long)Math.Round((now - _start.Value) / _period));
        if (slot > _slot + 1) EndBlock(inputs);
        _slot = slot;
        Ads1115Registers.Begin(chip, Ads1115Input.Ecg);
        (_running, _runningAt) = (Ads1115Input.Ecg, now);
        Due = IsLookDue ? now + Conversion : TimeOf(_slot + 1);
    }

    /// <summary>A transfer failed: what was being converted is lost.</summary>
    public void Fail(TimeSpan now, ICollection<MonitorInput> inputs)
    {
        EndBlock(inputs);
        _running = null;
        Due = TimeOf((long)Math.Ceiling((now - (_start ?? now)) / _period) + 1);
    }

    /// <summary>The session ends.</summary>
    public void Finish(ICollection<MonitorInput> inputs) => EndBlock(inputs);

    /// <summary>
    /// True where a conversion that is asked for early runs still: the turn's time was taken before the transfers that began it, which take long on a slow bus. It is looked
    /// at again soon; one that never ends is a fault.
    /// </summary>
    private bool IsStillRunning(I2cChip chip, TimeSpan now)
    {
        var isEarly = _running is not (null or Ads1115Input.Ecg) || (_running is not null && IsLookDue);
        if (!isEarly || Ads1115Registers.IsDone(chip)) return false;
        chip.RequireSense(now - _runningAt < MostConversions * Conversion);
        Due = now + LookAgain;
        return true;
    }

    private bool IsLookDue => _settings.WatchesLeads && _slot * LooksPerSecond / _settings.Rate >= _looks;

    private TimeSpan TimeOf(long slot) => (_start ?? TimeSpan.Zero) + slot * _period;

    private void TakeResult(I2cChip chip, TimeSpan now, ICollection<MonitorInput> inputs)
    {
        var input = _running;
        _running = null;
        var result = (short)chip.ReadWord(Ads1115Registers.Result);
        switch (input)
        {
            case Ads1115Input.Ecg:
                if (_count == 0) (_first, _firstAt) = (_slot, _runningAt);
                _samples[_count++] = result;
                if (_count == _samples.Length) EndBlock(inputs);
                break;
            case Ads1115Input.LeadPlus:
                _plusOff = result > High;
                _lookAtMinus = true;
                break;
            default:
                _minusOff = result > High;
                _lookAtMinus = false;
                TellContact(now, inputs);
                break;
        }
    }

    /// <summary>Told when both have been seen.</summary>
    private void TellContact(TimeSpan now, ICollection<MonitorInput> inputs)
    {
        var isOff = _plusOff || _minusOff;
        if (isOff == _isOff) return;
        _isOff = isOff;
        EndBlock(inputs);
        inputs.Add(new ContactStatus(_sensor, Modality.Ecg, isOff ? Contact.LeadOff : Contact.Attached, now));
    }

    private void EndBlock(ICollection<MonitorInput> inputs)
    {
        if (_count == 0) return;
        inputs.Add(new SampleBlock(Signal, _first, _firstAt, _samples.AsSpan(0, _count).ToArray()));
        _count = 0;
    }
}
