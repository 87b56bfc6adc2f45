namespace EdgeMonitor.Annunciation;

/// <summary>One channel of a hardware pulse-width modulator. Disposing it makes it silent and gives it back.</summary>
/// <remarks>
/// Hardware goes on by itself: a process that dies in the middle of a pulse leaves the tone on until the channel is taken again. That is the
/// safe side of the two, and the fail-safe unit sounds then anyway.
/// </remarks>
internal interface IPwm : IDisposable
{
    /// <summary>Sounds with this share of the period high; 0 is silence.</summary>
    /// <param name="duty">0 to 1.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    void Set(double duty);
}

/// <summary>A way to drive a PWM channel: a provider of the port <see cref="IPwm"/>.</summary>
internal interface IPwmProvider
{
    /// <summary>The provider's name as <c>edgemonitor version</c> prints it.</summary>
    string Name { get; }

    /// <summary>Takes a channel; it is silent, whatever was left in it.</summary>
    /// <param name="chip">The chip's number: N of <c>/sys/class/pwm/pwmchipN</c>.</param>
    /// <param name="channel">The channel on the chip, from 0.</param>
    /// <param name="frequencyHz">The tone.</param>
    /// <exception cref="IOException">The chip or channel is not there or is taken; the message says which and what to do.</exception>
    IPwm Open(int chip, int channel, int frequencyHz);
}
