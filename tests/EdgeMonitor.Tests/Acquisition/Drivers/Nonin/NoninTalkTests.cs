using System.Buffers;
using EdgeMonitor.Acquisition.Drivers.Nonin;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Nonin;

public sealed class NoninTalkTests
{
    private const string AskSeven = "02 70 04 02 07 21 9E 03", AskSevenShort = "02 70 02 02 07 03", Type = "02 73 02 02 02 03", Serial = "02 74 02 02 02 03";

    [TestCase(7, "02 70 04 02 07 21 9E 03")]
    [TestCase(2, "02 70 04 02 02 21 99 03")]
    [TestCase(13, "02 70 04 02 0D 61 E4 03")]
    public void AsksForAFormat(int format, string command) => Assert.That(NoninTalk.FormatCommand(format), Is.EqualTo(Decoding.Hex(command)));

    [Test]
    public void AsksWhoTheDeviceIsOneQuestionAtATime()
    {
        var talk = new NoninTalk();
        Assert.That(Turn(talk, 0), Is.EqualTo(Plain(Type)));
        Assert.That(Turn(talk, 0.5), Is.Empty);
        talk.Hear(NoninMessageKind.Reply);
        Assert.That(Turn(talk, 0.6), Is.EqualTo(Plain(Serial)));
        talk.Hear(NoninMessageKind.Reply);
        Assert.That(Turn(talk, 0.7), Is.Empty);
        Assert.That(talk.NextTurn, Is.Null);
    }

    [Test]
    public void ADeviceThatNeverAnswersIsLeftAlone()
    {
        var talk = new NoninTalk();
        Turn(talk, 0);
        Assert.That(talk.NextTurn, Is.EqualTo(NoninTalk.AnswerLimit));
        Assert.That(Turn(talk, 1), Is.EqualTo(Plain(Serial)));
        for (var second = 2; second < 100; second++) Assert.That(Turn(talk, second, current: 2), Is.Empty);
        Assert.That(talk.NextTurn, Is.Null);
    }

    [Test]
    public void TheSecondFormOfTheCommandIsForADeviceThatRefusesTheFirst()
    {
        var taken = new NoninTalk(7);
        Assert.That(Turn(taken, 0), Is.EqualTo(Plain(AskSeven)));
        taken.Hear(NoninMessageKind.Accepted);
        Assert.That(Turn(taken, 0.1), Is.EqualTo(Plain(Type)));

        var refused = new NoninTalk(7);
        Turn(refused, 0);
        refused.Hear(NoninMessageKind.Refused);
        Assert.That(Turn(refused, 0.1), Is.EqualTo(Plain(AskSevenShort)));
        refused.Hear(NoninMessageKind.Accepted);
        Assert.That(Turn(refused, 0.2), Is.EqualTo(Plain(Type)));
    }

    [Test]
    public void AsksAgainWhileAnotherFormatComes()
    {
        var talk = new NoninTalk(7);
        for (var step = 0; step < 5; step++) Turn(talk, 2 * step, current: 7);
        Assert.That(Turn(talk, 9.9, current: 2), Is.Empty);
        Assert.That(Turn(talk, 10, current: 2), Is.EqualTo(Plain(AskSeven)), "the device was switched off and on");
    }

    [Test]
    public void AcknowledgesRecordsAndRefusesDamagedOnes()
    {
        const string record = "02 00 0D 00 0E 20 07 10 01 00 00 54 00 02 00 00 3C 00 63 2D 03";
        var talk = new NoninTalk(13);
        var decoder = new NoninDecoder("spo2", 13, talk);
        for (var second = 0; second < 5; second++) Turn(talk, second);
        Decoding.Run(decoder, Decoding.Hex(record));
        Assert.That(Turn(talk, 5, 13), Is.EqualTo("06"));
        var damaged = Decoding.Hex(record);
        damaged[16] ^= 1;
        Assert.That(Decoding.Run(decoder, damaged).OfType<Reading>(), Is.Empty);
        Assert.That(Turn(talk, 6, 13), Is.EqualTo("15"));
    }

    private static string Plain(string hex) => hex.Replace(" ", "", StringComparison.Ordinal);

    private static string Turn(NoninTalk talk, double seconds, int? current = null)
    {
        var output = new ArrayBufferWriter<byte>();
        talk.Turn(TimeSpan.FromSeconds(seconds), current, output);
        return Convert.ToHexString(output.WrittenSpan);
    }
}
