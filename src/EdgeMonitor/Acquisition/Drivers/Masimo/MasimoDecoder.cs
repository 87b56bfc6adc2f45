using System.Buffers;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Masimo;

/// <summary>Turns the lines into readings and changes of contact. There is no wave.</summary>
internal sealed class MasimoDecoder(string sensor) : IStreamDecoder
{
    /// <summary>Lines, and so readings, a second.</summary>
    public const double LinesPerSecond = 1;

    /// <summary>Highest pulse rate, 1/min, and perfusion index, %, that are believed (chosen: above the 240 and 20 that such devices show).</summary>
    public const int HighestPulseRate = 300;

    /// <inheritdoc cref="HighestPulseRate"/>
    public const double HighestPerfusionIndex = 30;

    private const byte LineFeed = (byte)'\n', CarriageReturn = (byte)'\r';

    private string _serial = "";
    private string? _told;
    private Contact? _contact;
    private bool _overlong;

    /// <inheritdoc/>
    public IReadOnlyList<SignalDescriptor> Signals { get; } = [];

    /// <inheritdoc/>
    /// <remarks>A line says no more of its time than that it has come.</remarks>
    public double FrameRate => double.PositiveInfinity;

    /// <inheritdoc/>
    public long GoodFrames { get; private set; }

    /// <inheritdoc/>
    public long DroppedBytes { get; private set; }

    /// <inheritdoc/>
    public void Decode(ref ReadOnlySequence<byte> bytes, Func<long, TimeSpan> timeOfFrame, ICollection<MonitorInput> inputs)
    {
        var all = bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray();
        var at = 0;
        while (at < all.Length)
        {
            var end = all[at..].IndexOf(LineFeed);
            if (end < 0 || end >= MasimoLine.MostBytes)
            {
                if (all.Length - at < MasimoLine.MostBytes) break;
                // No line is so long: what stands here goes, and the rest of it up to its end.
                at += MasimoLine.MostBytes;
                DroppedBytes += MasimoLine.MostBytes;
                _overlong = true;
                continue;
            }

            Take(all.Slice(at, end), timeOfFrame, inputs);
            at += end + 1;
        }

        bytes = bytes.Slice(at);
    }

    /// <inheritdoc/>
    public void Finish(ICollection<MonitorInput> inputs)
    {
        // Every line is passed on at once.
    }

    private void Take(ReadOnlySpan<byte> line, Func<long, TimeSpan> timeOfFrame, ICollection<MonitorInput> inputs)
    {
        var text = line.TrimEnd(CarriageReturn);
        if (_overlong || !MasimoLine.TryRead(text, _serial, out var read))
        {
            _overlong = false;
            DroppedBytes += line.Length + 1;
            return;
        }

        var at = timeOfFrame(GoodFrames);
        GoodFrames++;
        _serial = read.Serial;
        if (_told != _serial)
        {
            _told = _serial;
            inputs.Add(new DeviceIdentity(sensor, "Masimo (ASCII output)", _serial, "", at));
        }

        var contact = ContactOf(read.Exceptions);
        if (contact != _contact)
        {
            _contact = contact;
            inputs.Add(new ContactStatus(sensor, Modality.Oximeter, contact, at));
        }

        var (quality, mark) = (QualityOf(read.Exceptions), (read.Exceptions & MasimoException.LowPerfusion) != 0 ? ReadingMark.LowPerfusion : ReadingMark.None);
        Add(Mdc.PulsOximSatO2, MdcUnit.Percent, read.Saturation, 100);
        Add(Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute, read.PulseRate, HighestPulseRate);
        if (read.HasPerfusionIndex) Add(Mdc.BloodPerfusionIndex, MdcUnit.Percent, read.PerfusionIndex, HighestPerfusionIndex);

        void Add(uint mdc, uint unit, double? value, double highest)
        {
            var missing = ReasonOf(contact, read.Exceptions);
            inputs.Add(
                contact == Contact.Attached && value is { } number && number > 0 && number <= highest
                    ? Reading.Valid(sensor, mdc, unit, number, at, quality, mark)
                    : Reading.Missing(sensor, mdc, unit, missing, at));
        }
    }

    private static Contact ContactOf(MasimoException exceptions)
        => (exceptions & (MasimoException.NoSensor | MasimoException.DefectiveSensor | MasimoException.UnrecognisedSensor)) != 0 ? Contact.Disconnected
        : (exceptions & MasimoException.SensorOff) != 0 ? Contact.SensorOff
        : Contact.Attached;

    private static NoData ReasonOf(Contact contact, MasimoException exceptions)
        => (exceptions & (MasimoException.DefectiveSensor | MasimoException.UnrecognisedSensor)) != 0 ? NoData.DeviceError
        : contact != Contact.Attached ? NoData.SensorOff
        : (exceptions & MasimoException.PulseSearch) != 0 ? NoData.Searching
        : QualityOf(exceptions) == SignalQuality.Poor ? NoData.PoorSignal
        : NoData.NotMeasured;

    /// <summary>The device says what is wrong with its signal; where it says nothing the signal is good.</summary>
    private static SignalQuality QualityOf(MasimoException exceptions)
        => (exceptions & (MasimoException.LowSignalQuality | MasimoException.Interference | MasimoException.AmbientLight)) != 0 ? SignalQuality.Poor
        : (exceptions & (MasimoException.LowPerfusion | MasimoException.PulseSearch)) != 0 ? SignalQuality.Marginal
        : SignalQuality.Good;
}
