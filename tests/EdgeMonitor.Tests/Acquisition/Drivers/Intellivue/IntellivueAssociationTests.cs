using EdgeMonitor.Acquisition.Drivers.Intellivue;
using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Intellivue;

/// <summary>The dialogue of host and simulated monitor: how it begins, what keeps it, how it ends, and that its end is said.</summary>
public sealed class IntellivueAssociationTests
{
    [Test]
    public void ItAssociatesAnswersAndBringsNumbersWavesAndAlarmsWithinASecond()
    {
        var bench = new IntellivueBench().RunTo(1.5);

        Assert.That(bench.Monitor.Requests, Is.EqualTo(1));
        Assert.That(bench.Inputs.OfType<DeviceIdentity>(), Is.EqualTo(new[] { new DeviceIdentity("mon", "Philips MX-SIM", "DE00000001", "S.00.01", bench.Inputs.OfType<DeviceIdentity>().Single().At) }));
        Assert.That(bench.Inputs.OfType<Reading>().Min(reading => reading.At), Is.LessThan(TimeSpan.FromSeconds(0.5)));
        Assert.That(bench.Inputs.OfType<SampleBlock>().Select(block => block.Signal.Label).Distinct(), Is.EquivalentTo(new[] { "II", "Pleth", "Resp" }));
        Assert.That(Decoding.Readings(bench.Inputs, Mdc.DeviceAlarmPatient).Select(reading => reading.Value), Is.Not.Empty.And.All.Zero);
    }

    [Test]
    public void TheKeptDialogueIsWhatTheSimulatedMonitorSays()
    {
        var capture = Path.Combine(TestContext.CurrentContext.TestDirectory, "../../../Acquisition/Drivers/Intellivue/captures/dialogue.hex");
        var bench = new IntellivueBench("normal 2s").RunTo(0.5);
        Assert.That(Convert.ToHexString([.. bench.FromMonitor]), Is.EqualTo(Convert.ToHexString(Decoding.Hex(File.ReadAllText(capture)))));
    }

    [Test]
    public void PatientsNamesAreNeverAskedFor()
    {
        var bench = new IntellivueBench().RunTo(40);
        Assert.That(bench.Monitor.Polled, Is.EquivalentTo(new int[] { ObjectClass.System, ObjectClass.Numeric, ObjectClass.Wave, ObjectClass.Alert }));
    }

    [Test]
    public void TheAssociationLastsForMinutesAndThePollsAreRenewed()
    {
        var bench = new IntellivueBench().RunTo(150);
        Assert.That(bench.Monitor.Requests, Is.EqualTo(1));
        Assert.That(Decoding.Readings(bench.Inputs, Mdc.PulsOximSatO2), Has.Count.EqualTo(146).Within(1));
        var blocks = bench.Inputs.OfType<SampleBlock>().Where(block => block.Signal.Label == "II").ToList();
        for (var i = 1; i < blocks.Count; i++) Assert.That(blocks[i].Follows(blocks[i - 1]), Is.True, $"block {i}");
    }

    [Test]
    public void TheHostSendsAtMostFourFramesIn128Milliseconds()
    {
        var bench = new IntellivueBench();
        var at = new List<double>();
        for (var seconds = 0.008; seconds < 60; seconds += 0.008)
        {
            var before = bench.FromHost.Count;
            bench.RunTo(seconds);
            for (var i = before; i < bench.FromHost.Count; i++) if (bench.FromHost[i] == 0xC0) at.Add(seconds);
        }

        for (var i = 4; i < at.Count; i++) Assert.That(at[i] - at[i - 4], Is.GreaterThan(0.128));
    }

    [Test]
    public void ARefusalIsSaidAndTheNextSessionAsksAgain()
    {
        var bench = new IntellivueBench { Monitor = { Refusals = 2 } };
        for (var session = 1; session <= 2; session++)
        {
            Assert.That(() => bench.RunTo(session), Throws.InstanceOf<IOException>().With.Message.Contains("refuses the association"));
            bench.NewSession();
        }

        bench.RunTo(3);
        Assert.That(bench.Inputs.OfType<Reading>(), Is.Not.Empty);
        Assert.That(bench.Monitor.Requests, Is.EqualTo(3));
    }

    [Test]
    public void AMonitorThatStillHoldsAnOldAssociationIsToldToForgetIt()
    {
        var bench = new IntellivueBench().RunTo(2);
        bench.Crash();
        bench.Inputs.Clear();
        bench.RunTo(3);
        Assert.That(bench.Inputs.OfType<Reading>(), Is.Not.Empty);
    }

    [Test]
    public void AMonitorThatDoesNotAnswerIsSaidAfterThreeSeconds()
    {
        var bench = new IntellivueBench { Monitor = { IsMute = true } };
        Assert.That(() => bench.RunTo(10), Throws.InstanceOf<TimeoutException>().With.Message.Contains("115200"));
        Assert.That(bench.Now, Is.EqualTo(IntellivueHost.AnswerLimit).Within(TimeSpan.FromMilliseconds(60)));
    }

    [Test]
    public void AMonitorThatFallsSilentEndsTheSessionAfterFiveSeconds()
    {
        var bench = new IntellivueBench().RunTo(4);
        bench.Monitor.IsMute = true;
        Assert.That(() => bench.RunTo(20), Throws.InstanceOf<TimeoutException>().With.Message.Contains("no poll for 5 s"));
        Assert.That(bench.Now.TotalSeconds, Is.EqualTo(9).Within(1.1));
    }

    [Test]
    public void AMonitorThatRestartsBreaksOffAndTheNextSessionGoesOn()
    {
        var bench = new IntellivueBench().RunTo(4);
        bench.Monitor.Restart();
        Assert.That(() => bench.RunTo(20), Throws.InstanceOf<IOException>().With.Message.Contains("broken the association off"));
        Assert.That(bench.Now.TotalSeconds, Is.LessThan(9), "the next word of the host is enough");
        bench.NewSession();
        bench.Inputs.Clear();
        bench.RunTo(bench.Now.TotalSeconds + 1);
        Assert.That(bench.Inputs.OfType<Reading>(), Is.Not.Empty);
    }

    [Test]
    public void AnAssociationIsReleasedAtTheEnd()
    {
        var bench = new IntellivueBench().RunTo(3);
        bench.NewSession();
        bench.RunTo(bench.Now.TotalSeconds + 0.008);
        Assert.That(bench.FromHost.Skip(bench.FromHost.Count - 400).ToArray(), Does.Contain((byte)SessionType.Release));
    }

    [Test]
    public void AnOldMonitorIsAskedOnceASecond()
    {
        var bench = new IntellivueBench { Monitor = { KnowsSinglePollsOnly = true } }.RunTo(20);
        Assert.That(Decoding.Readings(bench.Inputs, Mdc.PulsOximSatO2), Has.Count.EqualTo(20).Within(2));
        Assert.That(bench.Inputs.OfType<SampleBlock>(), Is.Empty);
        Assert.That(bench.Inputs.OfType<DeviceIdentity>().ToList(), Has.Count.EqualTo(1));
    }

    [Test]
    public void TheAcceptanceSaysHowOftenMayBePolled()
    {
        var message = IntellivueReplies.Accept(new OctetWriter(), singlePollsOnly: false).Written;
        Assert.That(IntellivueAccept.Read(message), Is.EqualTo(new IntellivueAccept(TimeSpan.FromSeconds(1), CanPollFor: true)));
        Assert.That(IntellivueAccept.Read([SessionType.Accept, 0]), Is.EqualTo(IntellivueAccept.Unsaid));
        for (var length = 0; length < message.Length; length++) IntellivueAccept.Read(message[..length]);
    }

    [Test]
    public void WhatIsNoPatientMonitorIsSaidToBeNone()
    {
        var bench = new IntellivueBench().RunTo(0.05);
        var wrong = IntellivueReplies.Data(new OctetWriter(), Operation.Invoke, 1, OperationCommand.ConfirmedEvent, argument => argument
            .U16(0x22, 0, 0).U32(0).U16(ActionType.MdsCreate).Counted(_ => { }));
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        IntellivueFraming.Write(output, wrong.Written);
        var bytes = new System.Buffers.ReadOnlySequence<byte>(output.WrittenMemory);
        bench.Host.Decode(ref bytes, _ => bench.Now, bench.Inputs);
        Assert.That(() => bench.RunTo(1), Throws.InstanceOf<IOException>().With.Message.Contains("no patient monitor").And.Message.Contains("0022"));
    }
}
