using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>
/// The respiration rate to show, from all that is known of it: what is measured goes first (in the airway, then by impedance) where it is good enough; where it is absent or poor,
/// what pulses and beats tell stands in, marked as derived. While an impedance wave comes and shows no breath, nothing stands in for it: an apnoea must not be hidden.
/// <para>
/// Both the derived rate and the one to show are said (<see cref="Mdc.RespRateDerived"/>, <see cref="Mdc.RespRate"/>), of the sensor whose
/// beats or pulses tell the first of them, and of the one that first brought any for as long as the patient stays. Where nothing has told of breathing yet, neither is said.
/// </para>
/// </summary>
internal sealed class RespirationFusion
{
    /// <summary>The best way to measure first.</summary>
    private static readonly uint[] Measured = [Mdc.Co2RespRate, Mdc.AwayRespRate, Mdc.TthorRespRate];

    private readonly DerivedRespiration _derived = new();
    private readonly List<Reading> _readings = [];
    private string? _beatsOf, _pulsesOf, _owner, _source;
    private bool _isOfPressure;
    private bool _deviceSaysRate;

    /// <summary>Another patient: nothing is known.</summary>
    public void Forget()
    {
        _derived.Reset();
        (_beatsOf, _pulsesOf, _owner, _source, _deviceSaysRate) = (null, null, null, null, false);
    }

    /// <summary>A session begins anew: its waves may be others.</summary>
    public void Begin(string sensor)
    {
        if (_beatsOf == sensor) _beatsOf = null;
        if (_pulsesOf == sensor) _pulsesOf = null;
    }

    /// <summary>A device's own reading.</summary>
    public void Process(Reading reading) => _deviceSaysRate |= reading.Mdc == Mdc.RespRate;

    /// <summary>Takes a beat; those of one sensor are followed, the first that brings any.</summary>
    public void Add(in HeartBeat beat)
    {
        if (_beatsOf is null)
        {
            _beatsOf = beat.Sensor;
            _derived.ForgetBeats();
        }

        if (beat.Sensor == _beatsOf) _derived.AddBeat(beat.At, beat.Height);
    }

    /// <summary>Takes a pulse; those of one wave are followed, and a pleth goes before a pressure.</summary>
    public void Add(string sensor, bool isPressure, TimeSpan at, in Pulse pulse)
    {
        if (_pulsesOf is null || (_isOfPressure && !isPressure))
        {
            (_pulsesOf, _isOfPressure) = (sensor, isPressure);
            _derived.ForgetPulses();
        }

        if (sensor == _pulsesOf && isPressure == _isOfPressure) _derived.Add(at, pulse);
    }

    /// <summary>Once a second: the derived rate, and the one to show; valid until the next second.</summary>
    /// <param name="stages">The impedance waves; they have been looked at.</param>
    /// <param name="vitals">Has the measured rates and the heart rate; takes these.</param>
    /// <param name="now">The monitor's time.</param>
    public IReadOnlyList<Reading> SaySecond(List<RespirationStage> stages, VitalSigns vitals, TimeSpan now)
    {
        _readings.Clear();
        if ((_beatsOf ?? _pulsesOf) is { } source && Derive(source, vitals, now) is var derived && (_source is not null || derived.Value is not null))
        {
            if (_source is not null && _source != source) vitals.Forget(_source, Mdc.RespRateDerived);
            _source = source;
            Say(derived);
        }

        var measured = Best(vitals, now);
        // One name for as long as the patient stays: an alarm of its limits must find its end under the name of its beginning.
        _owner ??= stages.Count > 0 ? stages[0].Sensor : measured?.Sensor ?? _source;
        if (_owner is { } sensor && !_deviceSaysRate) Say(Choose(sensor, measured, stages, now));
        return _readings;

        void Say(Reading reading)
        {
            vitals.Update(reading);
            _readings.Add(reading);
        }
    }

    private Reading Derive(string sensor, VitalSigns vitals, TimeSpan now)
    {
        var heart = vitals.Fresh(Mdc.EcgHeartRate, now) ?? vitals.Fresh(Mdc.PlethPulsRate, now) ?? vitals.Fresh(Mdc.PulsRate, now);
        var rate = _derived.At(now, heart?.Value);
        return Reading.Computed(sensor, Mdc.RespRateDerived, MdcUnit.BreathPerMinute, rate.Value, rate.Reason, now, rate.Quality, ReadingMark.Derived);
    }

    private Reading Choose(string sensor, Reading? measured, List<RespirationStage> stages, TimeSpan now)
    {
        if (measured is { Value: { } good, Quality: not SignalQuality.Poor }) return Of(good, measured, ReadingMark.None);
        var derived = _readings.Count > 0 ? _readings[0] : null;
        foreach (var stage in stages)
        {
            if (stage.ShowsNoBreath) derived = null;
        }

        return derived is { Value: { } told } ? Of(told, derived, ReadingMark.Derived)
            : measured is { Value: { } poor } ? Of(poor, measured, measured.Mark)
            : Reading.Computed(sensor, Mdc.RespRate, MdcUnit.BreathPerMinute, null, (measured ?? derived)?.Reason ?? NoData.PoorSignal, now, SignalQuality.Unknown);

        Reading Of(double value, Reading from, ReadingMark mark)
            => Reading.Computed(sensor, Mdc.RespRate, MdcUnit.BreathPerMinute, value, NoData.None, from.At, from.Quality, mark);
    }

    /// <summary>The measured rate that is of now: a good one of the best way, else a poor one, else the newest word that there is none.</summary>
    private static Reading? Best(VitalSigns vitals, TimeSpan now)
    {
        Reading? best = null;
        foreach (var mdc in Measured)
        {
            for (var i = 0; i < vitals.Count; i++)
            {
                if (vitals[i].Mdc != mdc || now - vitals[i].At > VitalSigns.MaxAge) continue;
                if (best is null || Rank(vitals[i]) > Rank(best)) best = vitals[i];
            }
        }

        return best;

        static int Rank(Reading reading) => reading.Value is null ? 0 : reading.Quality == SignalQuality.Poor ? 1 : 2;
    }
}
