using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Acquisition;

public sealed class SensorSupervisorsTests
{
    [Test]
    public async Task ADriverThatHangsDoesNotHoldUpTheStop()
    {
        var intake = Channel.CreateBounded<MonitorInput>(100);
        using var ports = new HangingPorts();
        using var sensors = new SensorSupervisors(
            [new SensorOptions { Name = "spo2", Driver = "nonin", Link = "/dev/stuck" }], intake, new MonitorClock(TimeProvider.System), new SensorLinks { SerialPorts = ports }, NullLoggerFactory.Instance);
        await sensors.StartAsync(CancellationToken.None);
        ports.Entered.Wait();
        var stopping = sensors.StopAsync(CancellationToken.None);
        Assert.That(await Task.WhenAny(stopping, Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System)), Is.SameAs(stopping));
    }

    /// <summary>A port whose opening does not come back, as with a USB adapter whose kernel driver is stuck.</summary>
    private sealed class HangingPorts : ISerialLinkProvider, IDisposable
    {
        private readonly ManualResetEventSlim _free = new();

        public string Name => "hanging";

        public ManualResetEventSlim Entered { get; } = new();

        public ISerialLink Open(string path, SerialSettings settings)
        {
            Entered.Set();
            _free.Wait();
            throw new IOException("The port was freed.");
        }

        public void Dispose() => _free.Set();
    }
}
