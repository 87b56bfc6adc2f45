using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Nonin;

/// <summary>
/// Collects the plain pulse rate and SpO2 of a packet (frames 1, 2 and 3), not the display values, which hold the last good value for about
/// 10 s after the probe was taken off. Its quality is that of the 25 frames before it.
/// </summary>
internal sealed class NoninNumerics(string sensor)
{
    /// <summary>Pulse rate that means "none", 9 bits.</summary>
    public const int NoPulseRate = 511;

    /// <summary>The highest pulse rate such a device measures, 1/min (the maker's range is 18 to 321); what lies above was damaged on its way, or means "none".</summary>
    public const int HighestRate = 321;

    /// <summary>SpO2 that means "none", 7 bits.</summary>
    public const int NoSaturation = 127;

    private NoninStatus _seen;
    private SignalQuality _perfusion = SignalQuality.Unknown;
    private NoninStatus _now;
    private int _rateHigh;
    private int _rate;
    private int _saturation;
    private bool _held;

    /// <summary>Takes a frame; true where the packet's readings are now complete.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="position">Its place in the packet, 0 to 24, null where it is not known.</param>
    public bool Take(NoninFrame frame, int? position)
    {
        _seen |= frame.Status;
        _now = frame.Status;
        _held = false;
        if (PerfusionOf(frame.Status) is var perfusion && perfusion != SignalQuality.Unknown) _perfusion = Worse(_perfusion, perfusion);
        switch (position)
        {
            case 0:
                _rateHigh = frame.Data;
                return false;
            case 1:
                // Seven bits a byte: a shift by 8, met in a public driver, is wrong above 127 bpm.
                _rate = ((_rateHigh & 0x03) << 7) | (frame.Data & 0x7F);
                return false;
            case 2:
                _saturation = frame.Data & 0x7F;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Takes a frame of a format without a wave; its readings are complete.</summary>
    public void Take(NoninShortFrame frame)
    {
        Take(new NoninFrame(frame.Status, 0, 0), position: null);
        (_rate, _saturation, _held) = (frame.PulseRate, frame.Saturation, frame.IsHeld);
    }

    /// <summary>Adds both readings and begins anew.</summary>
    public void AddTo(ICollection<MonitorInput> inputs, TimeSpan at)
    {
        var quality = Quality();
        inputs.Add(Make(Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute, _rate, IsRate(_rate), quality, at));
        inputs.Add(Make(Mdc.PulsOximSatO2, MdcUnit.Percent, _saturation, IsSaturation(_saturation), quality, at));
        _seen = NoninStatus.None;
        _perfusion = SignalQuality.Unknown;
    }

    private Reading Make(uint mdc, uint unit, int value, bool usable, SignalQuality quality, TimeSpan at)
        => usable && !IsOff && !IsOld ? Reading.Valid(sensor, mdc, unit, value, at, quality) : Reading.Missing(sensor, mdc, unit, Reason(), at);

    /// <summary>What the device sends while its probe is off the patient is not the patient's.</summary>
    private bool IsOff => (_now & (NoninStatus.SensorDisconnected | NoninStatus.SensorAlarm)) != 0;

    /// <summary>A display value of a device that has lost track is the last good one, not the present one.</summary>
    private bool IsOld => _held && (_now & NoninStatus.OutOfTrack) != 0;

    private NoData Reason()
        => IsOff ? NoData.SensorOff
        : (_seen & NoninStatus.OutOfTrack) != 0 ? NoData.Searching
        : (_seen & NoninStatus.Artefact) != 0 ? NoData.PoorSignal
        : NoData.NotMeasured;

    private SignalQuality Quality()
        => (_seen & NoninStatus.OutOfTrack) != 0 ? SignalQuality.Poor
        : (_seen & NoninStatus.Artefact) != 0 ? Worse(SignalQuality.Marginal, _perfusion)
        : _perfusion;

    /// <summary>A pulse rate of 0 is never measured.</summary>
    public static bool IsRate(int value) => value is > 0 and <= HighestRate;

    /// <summary>0 is never measured, and above 100 there is nothing.</summary>
    public static bool IsSaturation(int value) => value is > 0 and <= 100;

    private static SignalQuality PerfusionOf(NoninStatus status) => (status & NoninStatus.Perfusion) switch
    {
        NoninStatus.Green => SignalQuality.Good,
        NoninStatus.Perfusion => SignalQuality.Marginal,
        NoninStatus.Red => SignalQuality.Poor,
        _ => SignalQuality.Unknown,
    };

    /// <summary>The worse of two; one that nobody judged does not count.</summary>
    private static SignalQuality Worse(SignalQuality one, SignalQuality other)
        => one == SignalQuality.Unknown ? other : other == SignalQuality.Unknown ? one : (SignalQuality)Math.Min((int)one, (int)other);
}
