using System.Buffers;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.SunTech;

/// <summary>
/// The host's part with the module: it asks for the cuff's pressure all the time, and for a measurement when a person or the schedule wants one.
/// Whatever goes wrong, the cuff is let go. Where it has no turns, as on a captured stream, it reads what the module said.
/// <code>
/// Emptying -> Idle -> Preparing -> Checking -> Starting -> Measuring -> Fetching -> Emptying
///    ^______________ a person's stop, a lost answer, too much pressure, too long ______|
/// </code>
/// </summary>
internal sealed partial class SunTechDialogue : ISensorDialogue
{
    /// <summary>Below it the cuff is empty, mmHg: the maker's flow asks for it before a start.</summary>
    public const int EmptyMmHg = 5;

    /// <summary>A measurement in which the cuff never held so much was none, mmHg; chosen, far below any first inflation.</summary>
    public const int LeastPeakMmHg = 20;

    /// <summary>Pause between two measurements, from the end of one to the start of the next (general knowledge).</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    /// <summary>The host's own end of a measurement, from the first question to the start and from the start to the result: the module ends within about this time itself.</summary>
    public static readonly TimeSpan LongestMeasurement = TimeSpan.FromSeconds(140);

    /// <summary>A cuff that holds its pressure for so long after it was let go is a fault. Chosen: emptying takes a few seconds.</summary>
    public static readonly TimeSpan LongestEmptying = TimeSpan.FromSeconds(30);

    /// <summary>A measurement whose cuff is empty for so long is none any more: the module was restarted, or its end was lost. Chosen: longer than it takes to begin.</summary>
    public static readonly TimeSpan LongestWithoutPressure = TimeSpan.FromSeconds(15);

    /// <summary>A measurement's end is not believed so soon after its start. Chosen: what the module still had to say of earlier commands has come by then.</summary>
    public static readonly TimeSpan LeastMeasurement = TimeSpan.FromSeconds(2);

    private readonly string _sensor;
    private readonly SunTechSettings _settings;
    private readonly SensorActs _acts;
    private readonly TimeSpan _rest;
    private readonly SunTechLine _line = new();
    private Phase _phase = Phase.Emptying;
    private bool _begun;
    private bool _identified;
    private bool _stuck;
    private bool _letGo;
    private int? _cuff;
    private int _peak;
    private TimeSpan _startedAt;
    private TimeSpan _last;
    private TimeSpan _pressureAt;
    private TimeSpan? _emptyingSince;
    private TimeSpan? _endedAt;
    private TimeSpan _restUntil;
    private TimeSpan? _scheduled;
    private TimeSpan _nextPoll;
    private TimeSpan _nextAbort;

    /// <summary>Makes the dialogue of one session.</summary>
    /// <param name="sensor">The sensor's name.</param>
    /// <param name="settings">Who wears the cuff, and the schedule.</param>
    /// <param name="acts">What people ask.</param>
    /// <param name="rest">As <see cref="Rest"/>.</param>
    public SunTechDialogue(string sensor, SunTechSettings settings, SensorActs acts, TimeSpan? rest = null)
        => (_sensor, _settings, _acts, _rest) = (sensor, settings, acts, rest ?? Rest);

    private enum Phase
    {
        Emptying,
        Idle,
        Preparing,
        Checking,
        Starting,
        Measuring,
        Fetching,
    }

    /// <inheritdoc/>
    public IReadOnlyList<SignalDescriptor> Signals => [];

    /// <inheritdoc/>
    public double FrameRate => double.PositiveInfinity;

    /// <inheritdoc/>
    public long GoodFrames { get; private set; }

    /// <inheritdoc/>
    public long DroppedBytes { get; private set; }

    /// <inheritdoc/>
    public TimeSpan? NextTurn { get; private set; }

    private bool IsBusy => _phase is not (Phase.Emptying or Phase.Idle);

    /// <inheritdoc/>
    public void Decode(ref ReadOnlySequence<byte> bytes, Func<long, TimeSpan> timeOfFrame, ICollection<MonitorInput> inputs)
    {
        while (!bytes.IsEmpty)
        {
            var garbage = bytes.FirstSpan.IndexOf(SunTechFrame.Start);
            if (garbage != 0)
            {
                Drop(ref bytes, garbage < 0 ? bytes.FirstSpan.Length : garbage);
                continue;
            }

            if (SunTechFrame.TryRead(ref bytes, out var frame))
            {
                Take(frame, timeOfFrame(GoodFrames), inputs);
                GoodFrames++;
                _stuck = false;
                continue;
            }

            // What began before an answer was lost was no frame of now: it must not wait for its end.
            if (!_stuck && (bytes.Length < 2 || bytes.Length < SunTechFrame.LengthOf(SunTechFrame.Start, bytes.Slice(1).FirstSpan[0]))) break;
            Drop(ref bytes, 1);
            _stuck = false;
        }
    }

    /// <inheritdoc/>
    /// <remarks>The values of the measurement before are not those of now where one was under way when the link went.</remarks>
    public void Finish(ICollection<MonitorInput> inputs)
    {
        if (IsBusy) Fail(NoData.Disconnected, _last, inputs);
    }

    /// <inheritdoc/>
    public void Turn(TimeSpan now, IBufferWriter<byte> output, ICollection<MonitorInput> inputs)
    {
        if (!_begun) Begin(now);
        _last = now;
        TakeActs(now);
        if (_line.Miss(now) is { } lost)
        {
            _stuck = true;
            // Whether the module has heard a start nobody knows: the cuff is let go.
            if (lost is SunTechRequest.Start or SunTechRequest.Target) Fail(NoData.DeviceError, now, inputs);
        }

        if (_line.Missed >= SunTechLine.MostMissed) throw Lost();
        if (IsBusy && now - _startedAt >= LongestMeasurement) Fail(NoData.DeviceError, now, inputs);
        if (_phase != Phase.Emptying) _emptyingSince = null;
        else if (now - (_emptyingSince ??= now) >= LongestEmptying && _cuff >= EmptyMmHg)
            throw new IOException($"The cuff still holds {_cuff} mmHg although it was let go: take it off the patient and look at the hose and the module.");
        if (_letGo) LetGoNow(now, output);
        Speak(now, output);
        NextTurn = Next(now);
    }

    /// <inheritdoc/>
    /// <remarks>Also where nothing is known to be under way: to let go is always safe. Twice, because nobody hears the answer: one spoiled byte must not keep a cuff inflated.</remarks>
    public void End(IBufferWriter<byte> output)
    {
        output.Write(SunTechCommand.Abort);
        output.Write(SunTechCommand.Abort);
    }

    private void Drop(ref ReadOnlySequence<byte> bytes, int count)
    {
        bytes = bytes.Slice(count);
        DroppedBytes += count;
    }

    /// <summary>Nothing is known of what the module did before: it lets go, and rests as if it had just measured.</summary>
    private void Begin(TimeSpan now)
    {
        (_begun, _letGo) = (true, true);
        _restUntil = now + _rest;
        _scheduled = _settings.NextAfter(now);
    }

    private void LetGoNow(TimeSpan now, IBufferWriter<byte> output)
    {
        output.Write(SunTechCommand.Abort);
        _letGo = false;
        _line.Forget();
        (_nextPoll, _nextAbort) = (now + EmptyingPoll, now + AbortAgain);
    }

    private Exception Lost() => (GoodFrames, DroppedBytes) switch
    {
        (0, 0) => new TimeoutException("No SunTech NIBP module answers here: check cable and supply, and whether this is its port."),
        (0, _) => new IOException("What answers here is no SunTech NIBP module: check the sensor's Driver and Link."),
        _ => new TimeoutException($"The SunTech NIBP module has left {SunTechLine.MostMissed} requests without an answer, or was too busy for one: check cable and supply."),
    };

    /// <summary>The cuff is let go, and there is no result.</summary>
    private void Fail(NoData reason, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        SunTechReadings.AddMissing(_sensor, reason, at, inputs);
        EndMeasurement(at);
    }

    /// <summary>The cuff is let go after every measurement: that the module does so by itself nobody has confirmed.</summary>
    private void EndMeasurement(TimeSpan at)
    {
        (_phase, _letGo) = (Phase.Emptying, true);
        _endedAt = at;
        _restUntil = at + _rest;
        _nextPoll = at;
        _nextAbort = at + AbortAgain;
    }
}
