using System.Buffers;
using System.Text;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Medibus;

/// <summary>
/// The host's part: it initialises, asks who the device is, switches the waves on, then asks for numbers and alarms every second; and it answers the
/// device's own commands. Where it has no turns, as on a captured stream, it reads what the device said.
/// </summary>
internal sealed partial class MedibusDialogue : ISensorDialogue
{
    /// <summary>After so long without a good line the link is lost: the protocol's own limit, about 3 s.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(3);

    private readonly string _sensor;
    private readonly MedibusSettings _settings;
    private readonly TimeProvider _wall;
    private readonly MedibusLine _line = new();
    private readonly MedibusNumbers _pageOne, _pageTwo;
    private readonly MedibusAlarms _alarms;
    private readonly MedibusWaves _waves;
    private bool _begun;
    private bool _identified;
    private string? _stranger;
    private TimeSpan _heardAt;

    /// <summary>Makes the dialogue of one session.</summary>
    /// <param name="sensor">The sensor's name.</param>
    /// <param name="settings">What is wanted of it.</param>
    /// <param name="wall">The wall clock, for a device that asks for the time; nothing else depends on it.</param>
    public MedibusDialogue(string sensor, MedibusSettings settings, TimeProvider wall)
    {
        (_sensor, _settings, _wall) = (sensor, settings, wall);
        _pageOne = new MedibusNumbers(sensor, MedibusNumbers.PageOne);
        _pageTwo = new MedibusNumbers(sensor, MedibusNumbers.PageTwo);
        _alarms = new MedibusAlarms(sensor);
        _waves = new MedibusWaves(sensor, settings.Waves);
    }

    /// <inheritdoc/>
    /// <remarks>Empty before the device has told its waves; then the session's list is told anew.</remarks>
    public IReadOnlyList<SignalDescriptor> Signals => _waves.Signals;

    /// <inheritdoc/>
    public double FrameRate => double.PositiveInfinity;

    /// <inheritdoc/>
    public long GoodFrames { get; private set; }

    /// <inheritdoc/>
    public long DroppedBytes => _line.DroppedBytes + _waves.DroppedBytes;

    /// <inheritdoc/>
    public void Decode(ref ReadOnlySequence<byte> bytes, Func<long, TimeSpan> timeOfFrame, ICollection<MonitorInput> inputs)
    {
        foreach (var part in bytes)
        {
            foreach (var value in part.Span)
            {
                if (value >= MedibusFrame.FirstOfWaves)
                {
                    _waves.Take(value, _waves.Signals.Count == 0 ? TimeSpan.Zero : timeOfFrame(GoodFrames), inputs);
                    continue;
                }

                if (!_line.Take(value, out var frame, out var data)) continue;
                _heardAt = timeOfFrame(GoodFrames);
                GoodFrames++;
                if (frame.IsCommand) TakeCommand(frame.Code);
                else TakeAnswer(frame.Code, data, inputs);
            }
        }

        bytes = bytes.Slice(bytes.End);
    }

    /// <inheritdoc/>
    public void Finish(ICollection<MonitorInput> inputs) => _waves.Finish(inputs);

    /// <summary>What the device says that it is: id of four characters, the name in quotes, eleven characters of revision.</summary>
    private void TakeIdentity(ReadOnlySpan<byte> data, ICollection<MonitorInput> inputs)
    {
        const int idLength = 4;
        var opened = data.IndexOf((byte)'\'');
        var length = opened < 0 ? -1 : data[(opened + 1)..].IndexOf((byte)'\'');
        var id = Text(data[..Math.Min(idLength, data.Length)]);
        var name = length < 0 ? "" : Text(data.Slice(opened + 1, length));
        var revision = length < 0 ? "" : Text(data[(opened + length + 2)..]);
        var shown = name.Length > 0 ? name : id;
        if (!_identified) inputs.Add(new DeviceIdentity(_sensor, $"Draeger {shown}", "", revision, _heardAt));
        _identified = true;
        var expected = _settings.Device;
        if (expected.Length > 0 && !id.Equals(expected, StringComparison.OrdinalIgnoreCase) && !name.Contains(expected, StringComparison.OrdinalIgnoreCase))
            _stranger = $"This device is {shown} ({id}), not {expected}: check the cable, or the sensor's Settings:{MedibusSettings.DeviceName}.";
    }

    private static string Text(ReadOnlySpan<byte> bytes)
        => Encoding.ASCII.GetString(bytes[..Math.Min(bytes.Length, 32)]).Replace('?', ' ').Trim() is var text && text.Any(char.IsControl) ? "" : text;

    private Exception Lost() => (GoodFrames, DroppedBytes) switch
    {
        (0, 0) => new TimeoutException("No Medibus device answers here: check cable and supply, and that the device's port is set to Medibus."),
        (0, _) => new IOException($"What comes here is no Medibus on {_settings.Line}: compare Settings:{MedibusSettings.BaudName} and {MedibusSettings.ParityName} with the device's, and the sensor's Driver."),
        _ => new TimeoutException($"The Medibus device has been silent for {LongestSilence.TotalSeconds:0} s: check cable and supply."),
    };
}
