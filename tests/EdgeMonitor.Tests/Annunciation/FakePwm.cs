using EdgeMonitor.Annunciation;

namespace EdgeMonitor.Tests.Annunciation;

/// <summary>One channel that remembers its duty and fails on request.</summary>
internal sealed class FakePwm : IPwmProvider
{
    public string Name => "fake";

    public bool Failing { get; set; }

    public double Duty { get; private set; } = double.NaN;

    public (int Chip, int Channel, int FrequencyHz) Opened { get; private set; }

    public bool Held { get; private set; }

    public IPwm Open(int chip, int channel, int frequencyHz)
    {
        if (Failing) throw new IOException("the channel is gone.");
        (Opened, Held, Duty) = ((chip, channel, frequencyHz), true, 0);
        return new Tone(this);
    }

    private sealed class Tone(FakePwm channel) : IPwm
    {
        public void Set(double duty)
        {
            if (channel.Failing) throw new IOException("the channel is gone.");
            channel.Duty = duty;
        }

        public void Dispose() => channel.Held = false;
    }
}
