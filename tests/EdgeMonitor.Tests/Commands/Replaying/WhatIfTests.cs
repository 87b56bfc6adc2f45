using System.Globalization;
using System.Text.Json;
using EdgeMonitor.Commands;
using EdgeMonitor.Commands.Replaying;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Commands.Replaying;

public sealed class WhatIfTests
{
    /// <summary>88 % from 10 to 40 s, else 97 %.</summary>
    private static IEnumerable<MonitorInput> Inputs()
    {
        yield return new LinkStatus("spo2", LinkState.Up, "", TimeSpan.Zero);
        for (var second = 0; second < 60; second++)
            yield return Reading.Valid("spo2", Mdc.PulsOximSatO2, MdcUnit.Percent, second is >= 10 and < 40 ? 88 : 97, TimeSpan.FromSeconds(second), SignalQuality.Good);
    }

    [Test]
    public void OtherLimitsAreCountedBesideThePresentOnes()
    {
        var present = new AlarmLimits { Spo2DelaySeconds = 5, DesaturationDrop = 20 };
        var compared = new WhatIf(present, present with { Spo2Low = 86 }, EcgLeads.First);
        compared.Play(Inputs(), TimeSpan.Zero, default);
        Assert.That(compared.Table(first => string.Create(CultureInfo.InvariantCulture, $"at {first.TotalSeconds:0.0} s")), Is.EqualTo(new[]
        {
            "59 s played. Changed: Spo2Low 90 -> 86.",
            $"{"condition",-28}{"present limits",-44}  other limits",
            $"{"spo2-low",-28}{"1 alarms, 25.0 s, first at 15.0 s",-44}  -",
            $"{"all",-28}{"1 alarms, 25.0 s",-44}  0 alarms, 0.0 s",
            "Nobody acknowledges in a replay: nothing latches, an alarm ends with its condition.",
        }));
        using var json = JsonDocument.Parse(compared.Json((writer, first) => writer.WriteNumberValue(first.TotalSeconds)));
        var condition = json.RootElement.GetProperty("conditions")[0];
        Assert.That(condition.GetProperty("condition").GetString(), Is.EqualTo("spo2-low"));
        Assert.That(condition.GetProperty("present").ToString(), Is.EqualTo("{\"alarms\":1,\"held\":0,\"seconds\":25,\"first\":15}"));
        Assert.That(condition.GetProperty("other").ToString(), Is.EqualTo("{\"alarms\":0,\"held\":0,\"seconds\":0,\"first\":null}"));
        Assert.That(json.RootElement.GetProperty("changed").ToString(), Is.EqualTo("{\"Spo2Low\":[\"90\",\"86\"]}"));
    }

    /// <summary>Two starts of the daemon: times lie on one line, and what is signalled at the end of the first is not signalled in the second.</summary>
    [Test]
    public void RunsAreAddedUp()
    {
        var compared = new WhatIf(new AlarmLimits { DesaturationDrop = 20 }, new AlarmLimits { DesaturationDrop = 20 }, EcgLeads.First);
        compared.Play(Inputs().TakeWhile(input => input.At < TimeSpan.FromSeconds(30)), TimeSpan.FromHours(1), default);
        compared.Play(Inputs(), TimeSpan.FromHours(2), default);
        Assert.That(compared.Played, Is.EqualTo(TimeSpan.FromSeconds(88)));
        Assert.That(compared.Table(first => first.ToString("c")).ElementAt(2), Does.Contain("2 alarms, 29.0 s, first 01:00:20"));
    }

    [Test]
    public async Task ARecordingIsComparedOnTheCommandLine()
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, "{ \"HrHigh\": 200, \"ExtremeHrHigh\": 250 }");
            var ended = await Edgemonitor.RunAsync(default, "replay", Recordings.Mitdb("203"), "--what-if", path);
            Assert.That(ended.Code, Is.Zero, ended.Error);
            await TestContext.Out.WriteLineAsync(ended.Output);
            Assert.That(ended.Lines[0], Does.Contain("HrHigh 120 -> 200"));
            Assert.That(ended.Lines.Single(line => line.StartsWith("hr-high", StringComparison.Ordinal)), Does.Match("^hr-high +[1-9][0-9]* alarms.* -$"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestCase("{ \"HrHigh\": 9000, \"Hrlo\": 3 }", "Alarms:HrHigh = \"9000\": allowed is", "Alarms:Hrlo = \"3\": allowed is one of the keys")]
    [TestCase("{ \"HrHigh\": \"fast\" }", "Alarms:HrHigh = \"fast\": allowed is a number", "Alarms:HrHigh")]
    public void FaultsAreNamedAsInAConfiguration(string text, string fault, string other)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            Assert.That(() => new LimitFiles(null, path, false).OtherThan(new AlarmLimits()), Throws.TypeOf<ConfigurationException>().With.Message.Contains(path).And.Message.Contains(fault).And.Message.Contains(other));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void WhatTheFileDoesNotNameStaysAsItIs()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "{ \"hrlow\": 44 }");
            var present = new AlarmLimits { HrHigh = 133 };
            Assert.That(new LimitFiles(path, null, false).Present(present), Is.EqualTo(present with { HrLow = 44 }));
            Assert.That(new LimitFiles(null, null, false).OtherThan(present), Is.EqualTo(present));
            File.WriteAllText(path, "{ \"Profile\": \"Neonate\", \"HrLow\": 90 }");
            Assert.That(new LimitFiles(path, null, false).Present(present), Is.EqualTo(AlarmLimits.For(PatientProfile.Neonate) with { HrLow = 90 }));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
