using EdgeMonitor.Acquisition.Drivers.Dri;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Dri;

/// <summary>The dialogue of host and simulated monitor: how it begins, what is asked again, and how it ends.</summary>
public sealed class DriSessionTests
{
    [Test]
    public void ItBringsNumbersWavesAndAlarmsWithinASecond()
    {
        var bench = new DriBench().RunTo(1);
        Assert.That(bench.Monitor.Requests, Is.EqualTo(new[] { DriRecord.Numerics, DriRecord.Waves, DriRecord.Alarms }));
        Assert.That(bench.Inputs.OfType<SampleBlock>().Select(block => block.Signal.Label).Distinct(), Is.EquivalentTo(new[] { "ECG1", "Pleth", "Resp" }));
        Assert.That(Decoding.Readings(bench.Inputs, Mdc.DeviceAlarm), Has.Count.EqualTo(1));
        Assert.That(Decoding.Readings(bench.Inputs, Mdc.Temp).Single().Value, Is.EqualTo(36.8).Within(0.1));
    }

    [Test]
    public void TheKeptDialogueIsWhatTheSimulatedMonitorSays()
    {
        var capture = Path.Combine(TestContext.CurrentContext.TestDirectory, "../../../Acquisition/Drivers/Dri/captures/dialogue.hex");
        var bench = new DriBench("normal 2s").RunTo(0.5);
        Assert.That(Convert.ToHexString([.. bench.FromMonitor]), Is.EqualTo(Convert.ToHexString(Decoding.Hex(File.ReadAllText(capture)))));
    }

    [Test]
    public void ItGoesOnForMinutesWithoutAskingAgain()
    {
        var bench = new DriBench().RunTo(120);
        Assert.That(bench.Monitor.Requests.Count(kind => kind != DriRecord.Alarms), Is.EqualTo(2));
        Assert.That(Decoding.Readings(bench.Inputs, Mdc.PulsOximSatO2), Has.Count.EqualTo(24).Within(1));
        foreach (var label in new[] { "ECG1", "Pleth", "Resp" })
        {
            var blocks = bench.Inputs.OfType<SampleBlock>().Where(block => block.Signal.Label == label).ToList();
            for (var i = 1; i < blocks.Count; i++) Assert.That(blocks[i].Follows(blocks[i - 1]), Is.True, $"{label}, block {i}");
        }
    }

    [Test]
    public void AMonitorThatHasRestartedIsAskedAgainWithoutANewSession()
    {
        var bench = new DriBench().RunTo(8);
        bench.Monitor.Restart();
        bench.Inputs.Clear();
        bench.RunTo(20);
        Assert.That(bench.Inputs.OfType<SampleBlock>().First().At.TotalSeconds, Is.LessThan(8 + 4.5));
        Assert.That(Decoding.Readings(bench.Inputs, Mdc.Temp)[0].At.TotalSeconds, Is.LessThan(8 + 7.5));
    }

    [Test]
    public void AMonitorThatSaysNothingEndsTheSession()
    {
        var bench = new DriBench { Monitor = { IsMute = true } };
        Assert.That(() => bench.RunTo(30), Throws.InstanceOf<TimeoutException>().With.Message.Contains("19200 8E1"));
        Assert.That(bench.Now.TotalSeconds, Is.EqualTo(12).Within(0.1));
    }

    [Test]
    public void AnotherDeviceIsSaidToBeNone()
    {
        var bench = new DriBench { Monitor = { Level = 0x55 } };
        Assert.That(() => bench.RunTo(5), Throws.InstanceOf<IOException>().With.Message.Contains("55"));
    }

    [Test]
    public void TheMonitorIsToldToStopAtTheEnd()
    {
        var bench = new DriBench().RunTo(3);
        Assert.That(bench.Monitor.IsSending, Is.True);
        bench.NewSession();
        bench.Monitor.Requests.Clear();
        bench.RunTo(bench.Now.TotalSeconds + 0.01);
        Assert.That(bench.Monitor.Requests.Take(2), Is.EqualTo(new[] { DriRecord.Numerics, DriRecord.Waves }));
    }

    [Test]
    public void WithoutWavesNoneAreAskedFor()
    {
        var bench = new DriBench(wishes: DriWishes.Usual with { Waves = [] }).RunTo(20);
        Assert.That(bench.Monitor.Requests, Has.None.EqualTo(DriRecord.Waves));
        Assert.That(bench.Inputs.OfType<SampleBlock>(), Is.Empty);
    }
}
