using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Annunciation;

/// <summary>
/// A loudspeaker on a PWM channel, as a line: active is the tone. Its loudness follows from the share of the period that is high.
/// </summary>
/// <remarks>
/// The n-th partial of a pulse train with the duty d has the amplitude sin(nπd)/n. A square wave (d = 1/2) has odd partials only, and too few of
/// them strong: 9.5, 14, 17 dB below the fundamental. At d = 1/6 partials 2 to 5 lie 1.2, 3.5, 7.3 and 14 dB below it, and at any smaller d
/// they are stronger still. So 1/6 is full loudness here, and less is quieter without losing the four harmonics within 15 dB that
/// IEC 60601-1-8 asks for. This is the electrical signal: what amplifier and loudspeaker make of it must be measured.
/// </remarks>
internal sealed class PwmBuzzer(IPwmProvider provider, AnnunciationOptions options)
{
    /// <summary>The duty of full loudness.</summary>
    public const double FullDuty = 1.0 / 6;

    /// <summary>Whose loudness the tone has from the next pulse on.</summary>
    public AlarmPriority Loudness { get; set; }

    /// <summary>The duty whose fundamental has this share of full loudness's amplitude.</summary>
    /// <param name="percent">1 to 100.</param>
    public static double Duty(int percent) => Math.Asin(percent / 100.0 * Math.Sin(Math.PI * FullDuty)) / Math.PI;

    /// <summary>Takes the channel.</summary>
    /// <param name="active">First level.</param>
    public IGpioLine Open(bool active)
    {
        var line = new Line(this, provider.Open(options.PwmChip ?? throw new InvalidOperationException("No PWM chip is configured."), options.PwmChannel, options.FrequencyHz));
        if (active) line.Set(true);
        return line;
    }

    private double Duty() => Duty(Loudness switch
    {
        AlarmPriority.High => options.VolumeHigh,
        AlarmPriority.Medium => options.VolumeMedium,
        _ => options.VolumeLow,
    });

    private sealed class Line(PwmBuzzer buzzer, IPwm pwm) : IGpioLine
    {
        public void Set(bool active) => pwm.Set(active ? buzzer.Duty() : 0);

        public void Dispose() => pwm.Dispose();
    }
}
