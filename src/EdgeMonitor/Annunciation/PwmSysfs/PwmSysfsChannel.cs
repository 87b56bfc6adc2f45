using System.Globalization;

namespace EdgeMonitor.Annunciation.PwmSysfs;

/// <summary>
/// One exported channel. The kernel refuses (EINVAL) a high time longer than the period, a period shorter than the high time, and, before
/// there is a period, any high time: hence the order of the writes. Silence is a high time of 0 on a running channel, because the level of
/// a channel that is switched off is not defined.
/// </summary>
internal sealed class PwmSysfsChannel(ISysfsFiles files, string chip, string own, string number, long periodNs) : IPwm
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly string _duty = Path.Combine(own, "duty_cycle");
    private readonly string _period = Path.Combine(own, "period");
    private readonly string _enable = Path.Combine(own, "enable");

    /// <summary>The period of a tone, ns.</summary>
    public static long Period(int frequencyHz) => NanosecondsPerSecond / frequencyHz;

    /// <summary>Sets the period and makes the channel run silently.</summary>
    public void Begin()
    {
        // Left over by another owner: its high time may be longer than our period. A fresh channel has no period, and refuses even 0.
        if (files.Read(_period) != "0") Write(_duty, 0);
        Write(_period, periodNs);
        Write(_duty, 0);
        Write(_enable, 1);
    }

    /// <inheritdoc/>
    public void Set(double duty) => Write(_duty, (long)Math.Round(duty * periodNs));

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Write(_duty, 0);
            Write(_enable, 0);
            files.Write(Path.Combine(chip, "unexport"), number);
        }
        catch (IOException)
        {
            // The chip is gone, or never obeyed: there is nothing left to make silent.
        }
    }

    private void Write(string path, long value) => files.Write(path, value.ToString(CultureInfo.InvariantCulture));
}
