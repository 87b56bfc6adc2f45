using System.Text.RegularExpressions;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.SystemTests;

public sealed partial class DemoTests
{
    /// <summary>What a person tries first: no configuration, no root; here with a plain broker on the same machine, and its output in a pipe.</summary>
    [Test]
    public async Task TheDemoShowsVitalSignsForwardsThemAndLeavesNothingBehind()
    {
        using var bedside = new Bedside();
        var scratch = Directory.CreateDirectory(bedside.PathOf("tmp")).FullName;
        await using var broker = await MosquittoBroker.StartAsync();
        await using var subscriber = await MqttSubscriber.StartAsync(broker, "edgemonitor/v1/demo/#");
        var how = DaemonProcess.How([], "demo", "--broker", $"localhost:{broker.Port}");
        how.Environment["TMPDIR"] = scratch;
        await using var demo = DaemonProcess.Start(how);

        await demo.PrintsAsync(line => Vitals().IsMatch(line), 3);
        var lines = demo.Output.Where(line => Seconds().IsMatch(line)).ToList();
        var seconds = lines.Select(line => TimeSpan.ParseExact(line[..5], @"mm\:ss", null).TotalSeconds).ToList();
        Assert.That(seconds, Is.Ordered.Ascending.And.Unique, "one line a second");
        Assert.That(lines, Is.All.Not.Contains("\r").And.All.Not.Contains("\u001b"));
        await TestContext.Out.WriteLineAsync(lines[^1]);

        var messages = await subscriber.WaitUntilAsync(all => all.Count(message => message.Topic.EndsWith("/telemetry", StringComparison.Ordinal)) >= 5);
        var telemetry = messages.Where(message => message.Topic == "edgemonitor/v1/demo/demo-bed/telemetry").Select(message => RecordCodec.Decode(message.Payload).Telemetry).ToList();
        Assert.That(telemetry.SelectMany(record => record.Waveforms).Select(waveform => waveform.Sensor).Distinct(), Is.EquivalentTo(["ecg", "spo2"]));

        Assert.That(Directory.GetDirectories(scratch), Has.One.Items);
        var (exitCode, _) = await demo.InterruptAsync();
        Assert.That(exitCode, Is.Zero, string.Join('\n', demo.Errors));
        Assert.That(Directory.EnumerateFileSystemEntries(scratch).Where(entry => Path.GetFileName(entry).StartsWith("edgemonitor", StringComparison.Ordinal)), Is.Empty);
    }

    [GeneratedRegex(@"^\d\d:\d\d HR +\d+ SpO2 +\d+% PR +\d+ .* sent [1-9]\d*$")]
    private static partial Regex Vitals();

    [GeneratedRegex(@"^\d\d:\d\d HR ")]
    private static partial Regex Seconds();
}
