using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using EdgeMonitor.Control;

namespace EdgeMonitor.Tests.Control;

[CancelAfter(20_000)]
public sealed class ControlLinesTests
{
    [TestCase(ControlOutcome.Done)]
    [TestCase(ControlOutcome.Refused)]
    [TestCase(ControlOutcome.Forbidden)]
    [TestCase(ControlOutcome.Malformed)]
    [TestCase(ControlOutcome.Unknown)]
    public void AReplyComesBackAsItWasSent(object value)
    {
        var outcome = (ControlOutcome)value;
        var sent = new ControlReply(outcome, "Ünïcode, \"quotes\"\nand a line.", new JsonObject { ["n"] = 1 });
        var line = ControlLines.Encode(ControlLines.ToJson(sent));
        Assert.That(line.Count(letter => letter == '\n'), Is.EqualTo(1), "one line");
        var read = ControlLines.ParseReply(line.AsSpan(0, line.Length - 1));
        Assert.That((read.Outcome, read.Answer, read.Details!.ToJsonString()), Is.EqualTo((outcome, sent.Answer, "{\"n\":1}")));
    }

    [TestCase("")]
    [TestCase("hello")]
    [TestCase("[1]")]
    [TestCase("7")]
    [TestCase("{\"act\":\"resume\"")]
    [TestCase("{\"act\":\"resume\",\"act\":\"alarms-off\"}")]
    [TestCase("{\"a\":{\"b\":{\"c\":{\"d\":{}}}}}")]
    [TestCase("\u0000")]
    public void WhatIsNoObjectIsOneSentence(string line)
        => Assert.That(() => ControlLines.Parse(Encoding.UTF8.GetBytes(line)), Throws.InstanceOf<FormatException>().With.Message.EndsWith(".").And.Message.Not.Contains("\n"));

    [Test]
    public void AReplyWithoutAKnownOutcomeIsNone()
        => Assert.That(() => ControlLines.ParseReply("{\"outcome\":\"7\",\"answer\":\"\"}"u8), Throws.InstanceOf<FormatException>());

    [Test]
    public async Task ALineIsReadHoweverItComesInPieces(CancellationToken stop)
    {
        using var pair = new SocketPair();
        var reading = ControlLines.ReadAsync(pair.Server, stop).AsTask();
        foreach (var letter in "{\"act\":\"x\"}\n") await pair.Client.SendAsync(new[] { (byte)letter }, stop);
        Assert.That(Encoding.UTF8.GetString((await reading)!), Is.EqualTo("{\"act\":\"x\"}"));
    }

    [Test]
    public async Task ALineWithoutAnEndIsRefusedAtItsLimit(CancellationToken stop)
    {
        using var pair = new SocketPair();
        var reading = ControlLines.ReadAsync(pair.Server, stop).AsTask();
        await pair.Client.SendAsync(new byte[ControlLines.MostBytes], stop);
        Assert.That(async () => await reading, Throws.InstanceOf<FormatException>().With.Message.Contains("65536"));
    }

    [Test]
    public async Task TheEndOfAConnectionIsNoLine(CancellationToken stop)
    {
        using var pair = new SocketPair();
        pair.Client.Shutdown(SocketShutdown.Send);
        Assert.That(await ControlLines.ReadAsync(pair.Server, stop), Is.Null);
    }
}

/// <summary>Two connected sockets.</summary>
internal sealed class SocketPair : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("edgemonitor-pair-");

    public SocketPair()
    {
        var endPoint = new UnixDomainSocketEndPoint(Path.Combine(_folder.FullName, "s"));
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(endPoint);
        listener.Listen(1);
        Client.Connect(endPoint);
        Server = listener.Accept();
    }

    public Socket Client { get; } = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public Socket Server { get; }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
        _folder.Delete(recursive: true);
    }
}
