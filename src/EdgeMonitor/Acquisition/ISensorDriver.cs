using System.Threading.Channels;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition;

/// <summary>
/// One sensor session: open, read, throw. <see cref="RunAsync"/> runs until the link ends, and then throws (<see cref="IOException"/>,
/// <see cref="TimeoutException"/>) or, for a recording that is over, returns. It never retries, never logs and keeps nothing after it
/// returned: only the supervisor catches and tries again.
/// </summary>
internal interface ISensorDriver
{
    /// <summary>What it reads and delivers.</summary>
    static abstract DriverDescription Description { get; }

    /// <summary>Makes the driver from its settings, without touching the world.</summary>
    /// <exception cref="SensorSettingException">A setting is missing or wrong.</exception>
    static abstract ISensorDriver Create(SensorContext context);

    /// <summary>Makes the parser behind the driver, for drivers that read a stream of bytes; null for the others.</summary>
    static virtual IStreamDecoder? CreateDecoder(string sensor) => null;

    /// <summary>The longest silence a healthy device of this kind shows; after it the supervisor reports the link silent.</summary>
    TimeSpan MaxSilence { get; }

    /// <summary>Runs one session. The first input is the <see cref="SignalList"/>.</summary>
    Task RunAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop);
}
