using System.Buffers;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Cyton;

/// <summary>Turns the stream into eight channels and three axes of acceleration; lost sample numbers are gaps.</summary>
internal sealed class CytonDecoder : ISensorDialogue
{
    /// <summary>Frames, and so samples, a second.</summary>
    public const double FramesPerSecond = 250;

    /// <summary>mV of one count: ADS1299 with its 4.5 V reference, gain 24 (the board's default after a reset), full scale 2^23 − 1.</summary>
    public const double Millivolts = 4500.0 / 24 / ((1 << 23) - 1);

    /// <summary>g of one count of the accelerometer.</summary>
    public const double Gravities = 0.002 / 16;

    /// <summary>Frames of a block at most. Chosen: 40 ms, so that the curves move evenly and no alarm waits for them.</summary>
    private const int MostFrames = 10;

    /// <summary>The accelerometer measures 25 times a second; without a new measurement for so many frames, half a second, its wave pauses (chosen).</summary>
    private const int LongestHold = 125;

    private const int Axes = 3;

    private readonly string _sensor;
    private readonly CytonTalk? _talk;
    private readonly CytonText _text = new();
    private readonly List<string> _texts = [];
    private readonly SignalDescriptor[] _signals;
    private readonly CytonFrame[] _frames = new CytonFrame[MostFrames];
    private readonly CytonAcceleration[] _held = new CytonAcceleration[MostFrames];
    private CytonAcceleration? _lastAcceleration;
    private int _sinceAcceleration;
    private int _count;
    private int _heldCount;
    private long _firstFrame;
    private TimeSpan _firstAt;
    private long _lostFrames;
    private bool _inStep;
    private byte? _number;

    /// <summary>Makes the parser of one session.</summary>
    /// <param name="sensor">The sensor's name.</param>
    /// <param name="leads">ECG leads by channel, 0 to 7; a channel that is not in it is no ECG.</param>
    /// <param name="talk">What the host says; null to listen only.</param>
    public CytonDecoder(string sensor, IReadOnlyDictionary<int, string>? leads = null, CytonTalk? talk = null)
    {
        _sensor = sensor;
        _talk = talk;
        _signals =
        [
            .. Enumerable.Range(0, CytonChannels.Count).Select(channel => leads?.GetValueOrDefault(channel) is { } lead
                ? new SignalDescriptor(sensor, lead, Mdc.EcgLeadOf(lead) ?? Mdc.EcgLead, MdcUnit.Millivolt, FramesPerSecond, Millivolts)
                : new SignalDescriptor(sensor, $"Channel {channel + 1}", Mdc.ElectricPotential, MdcUnit.Millivolt, FramesPerSecond, Millivolts)),
            new SignalDescriptor(sensor, "Acceleration X", Mdc.AccelerationX, MdcUnit.StandardGravity, FramesPerSecond, Gravities),
            new SignalDescriptor(sensor, "Acceleration Y", Mdc.AccelerationY, MdcUnit.StandardGravity, FramesPerSecond, Gravities),
            new SignalDescriptor(sensor, "Acceleration Z", Mdc.AccelerationZ, MdcUnit.StandardGravity, FramesPerSecond, Gravities),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<SignalDescriptor> Signals => _signals;

    /// <inheritdoc/>
    public double FrameRate => FramesPerSecond;

    /// <inheritdoc/>
    public long GoodFrames { get; private set; }

    /// <inheritdoc/>
    public long DroppedBytes { get; private set; }

    /// <inheritdoc/>
    public TimeSpan? NextTurn => _talk?.NextTurn;

    /// <inheritdoc/>
    public void Turn(TimeSpan now, IBufferWriter<byte> output, ICollection<MonitorInput> inputs)
    {
        _talk?.Turn(now, GoodFrames, _texts, output);
        _texts.Clear();
    }

    /// <inheritdoc/>
    public void End(IBufferWriter<byte> output)
    {
        if (_talk is not null) CytonTalk.End(output);
    }

    /// <inheritdoc/>
    public void Decode(ref ReadOnlySequence<byte> bytes, Func<long, TimeSpan> timeOfFrame, ICollection<MonitorInput> inputs)
    {
        var all = bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray();
        var at = 0;
        while (at < all.Length)
        {
            var front = all[at..];
            if (front[0] == CytonFrame.Start)
            {
                // A first frame is believed when the next one follows it with the next number; in step, by its own two ends.
                if (front.Length < (_inStep ? CytonFrame.Size : 2 * CytonFrame.Size) && MayFollow(front)) break;
                if (CytonFrame.TryRead(front, out var frame) && (_inStep || Begins(front)))
                {
                    _inStep = true;
                    _text.Forget();
                    Take(frame, timeOfFrame, inputs);
                    GoodFrames++;
                    at += CytonFrame.Size;
                    continue;
                }
            }

            _inStep = false;
            at++;
            DroppedBytes++;
            if (_text.Take(front[0]) is { } text) Hear(text, timeOfFrame, inputs);
        }

        bytes = bytes.Slice(at);
    }

    /// <inheritdoc/>
    public void Finish(ICollection<MonitorInput> inputs) => EndBlocks(inputs);

    /// <summary>True where the bytes that are there do not speak against one frame, or out of step two.</summary>
    private static bool MayFollow(ReadOnlySpan<byte> front)
        => front.Length < CytonFrame.Size || (CytonFrame.IsFrame(front)
            && (front.Length < CytonFrame.Size + 1 || front[CytonFrame.Size] == CytonFrame.Start)
            && (front.Length < CytonFrame.Size + 2 || front[CytonFrame.Size + 1] == (byte)(front[1] + 1)));

    private static bool Begins(ReadOnlySpan<byte> front)
        => front.Length >= 2 * CytonFrame.Size && CytonFrame.IsFrame(front[CytonFrame.Size..]) && front[CytonFrame.Size + 1] == (byte)(front[1] + 1);

    /// <summary>Words between the frames: who it is, or what is wrong, which the host's turn judges.</summary>
    private void Hear(string text, Func<long, TimeSpan> timeOfFrame, ICollection<MonitorInput> inputs)
    {
        if (CytonGreeting.Of(text) is { } greeting)
        {
            EndBlocks(inputs);
            // It has begun anew, and its numbers with it: what is missing meanwhile is not known, at least one frame.
            if (_number is not null) _lostFrames++;
            _number = null;
            inputs.Add(new DeviceIdentity(_sensor, greeting.Model, "", greeting.Firmware, timeOfFrame(GoodFrames)));
        }

        // Only who speaks must hear; and not more than he will.
        if (_talk is not null && _texts.Count < 8) _texts.Add(text);
    }

    private void Take(in CytonFrame frame, Func<long, TimeSpan> timeOfFrame, ICollection<MonitorInput> inputs)
    {
        if (_number is { } last && (byte)(frame.Number - last - 1) is var lost and > 0)
        {
            EndBlocks(inputs);
            _lostFrames += lost;
            _sinceAcceleration += lost;
        }

        _number = frame.Number;
        if (frame.Acceleration is { } measured) (_lastAcceleration, _sinceAcceleration) = (measured, 0);
        else if (++_sinceAcceleration > LongestHold) _lastAcceleration = null;
        // A block of the axes has a sample for each frame or none at all.
        if (_count > 0 && (_heldCount == _count) != (_lastAcceleration is not null)) EndBlocks(inputs);

        if (_count == 0) (_firstFrame, _firstAt) = (GoodFrames, timeOfFrame(GoodFrames));
        _frames[_count++] = frame;
        if (_lastAcceleration is { } held) _held[_heldCount++] = held;
        if (_count == MostFrames) EndBlocks(inputs);
    }

    private void EndBlocks(ICollection<MonitorInput> inputs)
    {
        if (_count == 0) return;
        var counts = new int[CytonChannels.Count * _count + Axes * _heldCount]; // One array for all waves: a block for each of them.
        for (var i = 0; i < _count; i++)
        {
            for (var channel = 0; channel < CytonChannels.Count; channel++) counts[channel * _count + i] = _frames[i].Channels[channel];
        }

        var axes = CytonChannels.Count * _count;
        for (var i = 0; i < _heldCount; i++)
            (counts[axes + i], counts[axes + _heldCount + i], counts[axes + 2 * _heldCount + i]) = (_held[i].X, _held[i].Y, _held[i].Z);

        for (var channel = 0; channel < CytonChannels.Count; channel++) Add(_signals[channel], counts.AsMemory(channel * _count, _count));
        for (var axis = 0; axis < Axes && _heldCount > 0; axis++) Add(_signals[CytonChannels.Count + axis], counts.AsMemory(axes + axis * _heldCount, _heldCount));
        (_count, _heldCount) = (0, 0);

        void Add(SignalDescriptor signal, ReadOnlyMemory<int> samples) => inputs.Add(new SampleBlock(signal, _firstFrame + _lostFrames, _firstAt, samples));
    }
}
