using System.Threading.Channels;
using EdgeMonitor.Commands;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EdgeMonitor.Tests.Uplink;

/// <summary>The recorder as a part of a host.</summary>
public sealed class RecorderServiceTests
{
    [Test]
    public void ADefectOfTheRecorderEndsTheDaemon()
    {
        using var folder = new TemporaryFolder();
        using var host = Build(folder.Path);
        var feed = host.Services.GetRequiredService<MonitorFeed>();
        host.Services.GetRequiredService<Recorder>(); // listens from now on
        var running = RunCommand.RunAsync(host, CancellationToken.None);
        feed.Say(new FeedItem(null, new AlarmEvent(TimeSpan.Zero, "1", "ecg", null!, AlarmPriority.High, AlarmTransition.Start, default, null)), mayWait: false);
        Assert.That(() => running.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System), Throws.InstanceOf<NullReferenceException>());
    }

    [Test]
    public void ADefectOfAnyPartEndsTheDaemonAndIsSaid()
    {
        using var folder = new TemporaryFolder();
        using var host = Build(folder.Path, services => services.AddHostedService<Broken>());
        Assert.That(() => RunCommand.RunAsync(host, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System), Throws.InstanceOf<InvalidTimeZoneException>());
    }

    [Test]
    public async Task AStopStoresWhatWasSaidBeforeIt()
    {
        using var folder = new TemporaryFolder();
        using var host = Build(folder.Path);
        var feed = host.Services.GetRequiredService<MonitorFeed>();
        await host.StartAsync();
        for (var i = 0; i < 100; i++) feed.Say(new FeedItem(Reading.Valid("spo2", Mdc.PulsOximSatO2, MdcUnit.Percent, 97, TimeSpan.FromSeconds(0.01 * i)), null), mayWait: false);
        await host.StopAsync();
        var journal = host.Services.GetRequiredService<JournalHost>().Open();
        var stored = journal.ReadFrom(JournalStreams.Telemetry, 0, 100).Records.Select(record => RecordCodec.Decode(record.Bytes.Span));
        Assert.That(stored.Sum(record => record.Telemetry.Readings.Count), Is.EqualTo(100));
    }

    private static IHost Build(string directory, Action<IServiceCollection>? more = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services
            .AddHosting()
            .AddStorage(new StorageOptions { Directory = directory }, "bed-7")
            .AddUplink(new UplinkOptions(), new DeviceOptions { Id = "bed-7", Site = "icu" }, "boot", (BoxIdentity.Original, null), new AlarmLimits())
            .AddSingleton(Channel.CreateBounded<MonitorInput>(100))
            .AddSingleton<MonitorFeed>();
        more?.Invoke(builder.Services);
        // In the daemon the monitor loop does this when it has taken everything.
        builder.Services.AddHostedService<FeedEnd>();
        return builder.Build();
    }

    private sealed class FeedEnd(MonitorFeed feed) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            feed.Complete();
            return Task.CompletedTask;
        }
    }

    private sealed class Broken : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => throw new InvalidTimeZoneException("a defect");
    }
}
