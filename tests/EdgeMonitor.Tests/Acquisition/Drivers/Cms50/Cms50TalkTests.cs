using System.Buffers;
using EdgeMonitor.Acquisition.Drivers.Cms50;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Cms50;

public sealed class Cms50TalkTests
{
    private const string Start = "7D81A1808080808080", KeepAlive = "7D81AF808080808080", Stop = "7D81A2808080808080";

    private readonly ArrayBufferWriter<byte> _output = new();

    [SetUp]
    public void Begin() => _output.ResetWrittenCount();

    [Test]
    public void StartsKeepsAliveEveryFiveSecondsAndStops()
    {
        var talk = new Cms50Talk(asks: true);
        var said = new List<string>();
        var frames = 0;
        for (var tenths = 0; tenths <= 120; tenths++)
        {
            talk.Turn(TimeSpan.FromSeconds(tenths / 10.0), frames, false, _output);
            frames += 6;
            if (_output.WrittenCount > 0) said.Add($"{tenths / 10.0:0.0} {Take()}");
        }

        talk.End(_output);
        said.Add(Take());
        Assert.That(said, Is.EqualTo(new[] { $"0.0 {Start}", $"5.0 {KeepAlive}", $"10.0 {KeepAlive}", Stop }));
    }

    [Test]
    public void AsksAgainWhereTheStreamStaysAway()
    {
        var talk = new Cms50Talk(asks: true);
        talk.Turn(TimeSpan.Zero, 0, false, _output);
        Assert.That(Take(), Is.EqualTo(Start));
        Assert.That(talk.NextTurn, Is.EqualTo(Cms50Talk.AskAgainAfter));
        talk.Turn(TimeSpan.FromSeconds(1), 30, false, _output);
        Assert.That(Take(), Is.Empty);
        Assert.That(talk.NextTurn, Is.EqualTo(TimeSpan.FromSeconds(1) + Cms50Talk.AskAgainAfter));
        talk.Turn(TimeSpan.FromSeconds(1) + Cms50Talk.AskAgainAfter, 30, false, _output);
        Assert.That(Take(), Is.EqualTo(Start));
    }

    [Test]
    public void BeginsAnewWhereTheDeviceEndsTheTransfer()
    {
        var decoder = new Cms50Decoder("spo2", new Cms50Talk(asks: true));
        Decoding.Run(decoder, Decoding.Hex("01 80 C8 C0 97 C8 E1 DE 81 | 01 80 C8 C0 97 C8 E1 DE 81 | 0D 80"));
        Assert.That(() => decoder.Turn(TimeSpan.Zero, _output, new List<MonitorInput>()), Throws.InstanceOf<IOException>().With.Message.Contains("ended"));
    }

    [Test]
    public void AListenerSaysNothingAndGivesUpInTime()
    {
        var talk = new Cms50Talk(asks: false, TimeSpan.FromSeconds(0.8));
        talk.Turn(TimeSpan.FromSeconds(3), 0, false, _output);
        Assert.That(talk.NextTurn, Is.EqualTo(TimeSpan.FromSeconds(3.8)));
        Assert.That(() => talk.Turn(TimeSpan.FromSeconds(3.8), 0, false, _output), Throws.InstanceOf<TimeoutException>());
        talk.End(_output);
        Assert.That(Take(), Is.Empty);
    }

    [Test]
    public void AListenerStaysWhereSomebodySpeaks()
    {
        var talk = new Cms50Talk(asks: false, TimeSpan.FromSeconds(0.8));
        talk.Turn(TimeSpan.Zero, 0, false, _output);
        talk.Turn(TimeSpan.FromSeconds(0.5), 20, false, _output);
        talk.Turn(TimeSpan.FromSeconds(60), 20, false, _output);
        Assert.That(talk.NextTurn, Is.Null);
        Assert.That(Take(), Is.Empty);
    }

    private string Take()
    {
        var said = Convert.ToHexString(_output.WrittenSpan);
        _output.ResetWrittenCount();
        return said;
    }
}
