using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeMonitor.Commands;
using EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;

namespace EdgeMonitor.Tests.Commands.Evaluation;

[CancelAfter(120_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class BidmcCommandTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Test]
    public async Task PulseAndRespirationAreHeldAgainstNumbersAndBreaths(CancellationToken stop)
    {
        await WriteAsync("bidmc_01", seconds: 90, pulse: 80, breaths: 15, stop);
        var json = _scratch.File("result.json");

        var ended = await Edgemonitor.RunAsync(stop, "evaluate", "bidmc", _scratch.Path, "--json", json);

        Assert.That((ended.Code, ended.Error), Is.EqualTo((ExitCodes.Ok, "")));
        Assert.That(ended.Output, Does.Match(@"(?m)^bidmc_01 ").And.Match(@"(?m)^all "));
        using var result = JsonDocument.Parse(await File.ReadAllTextAsync(json, stop));
        foreach (var rate in new[] { "pulse", "respiration", "impedance" })
        {
            var errors = result.RootElement.GetProperty(rate);
            Assert.That(errors.GetProperty("meanAbsoluteError").GetDouble(), Is.LessThan(0.5), rate);
            Assert.That(errors.GetProperty("shownPercent").GetDouble(), Is.GreaterThan(95), rate);
        }

        Assert.That(result.RootElement.GetProperty("device").GetProperty("meanAbsoluteError").GetDouble(), Is.EqualTo(3).Within(0.2), "the device says 18");
        Assert.That(result.RootElement.GetProperty("derived").GetProperty("shownPercent").GetDouble(), Is.Zero, "neither pleth nor ECG breathes here");
    }

    [Test]
    public async Task ADirectoryWithoutRecordingsAndABadLineAreNamed(CancellationToken stop)
    {
        var empty = await Edgemonitor.RunAsync(stop, "evaluate", "bidmc", _scratch.Path);
        await WriteAsync("bidmc_01", seconds: 1, pulse: 80, breaths: 15, stop);
        await File.AppendAllTextAsync(_scratch.File("bidmc_01_Numerics.csv"), "2,x\n", stop);
        var bad = await Edgemonitor.RunAsync(stop, "evaluate", "bidmc", _scratch.Path);

        Assert.That((empty.Code, bad.Code), Is.EqualTo((ExitCodes.InputOutput, ExitCodes.InputOutput)));
        Assert.That(empty.Error, Does.Contain("_Signals.csv"));
        Assert.That(bad.Error, Does.Contain("bidmc_01_Numerics.csv, line 4"));
    }

    private async Task WriteAsync(string name, int seconds, double pulse, double breaths, CancellationToken stop)
    {
        var (signals, numbers, marks) = (new StringBuilder("Time [s], RESP, PLETH, II\n"), new StringBuilder("Time [s], HR, PULSE, RESP, SpO2\n"), new StringBuilder("breaths ann1, breaths ann2\n"));
        for (var i = 0; i < seconds * 125; i++)
        {
            var at = i / 125.0;
            var phase = at * pulse / 60 % 1;
            var wave = phase < 0.2 ? phase / 0.2 : Math.Exp(-4 * (phase - 0.2));
            signals.Append(CultureInfo.InvariantCulture, $"{at:0.###},{0.5 + 0.3 * Math.Sin(Math.Tau * breaths / 60 * at):0.00000},{0.3 + 0.4 * wave:0.00000},0.5\n");
        }

        for (var at = 0; at <= seconds; at++) numbers.Append(CultureInfo.InvariantCulture, $"{at},{pulse},{pulse},{breaths + 3},97\n");
        for (var at = 1.0; at < seconds; at += 60 / breaths) marks.Append(CultureInfo.InvariantCulture, $"{at * 125:0},{at * 125 + 3:0}\n");
        await File.WriteAllTextAsync(_scratch.File(name + "_Signals.csv"), signals.ToString(), stop);
        await File.WriteAllTextAsync(_scratch.File(name + "_Numerics.csv"), numbers.ToString(), stop);
        await File.WriteAllTextAsync(_scratch.File(name + "_Breaths.csv"), marks.ToString(), stop);
    }
}
