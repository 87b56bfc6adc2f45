using System.Buffers;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition;

/// <summary>A dialogue and a simulated device on one line without a port and without threads: time moves in steps, and each hears the other at the next.</summary>
internal sealed class DialogueBench(ISensorDialogue dialogue, ISimulatedPeer peer, double stepSeconds = 0.01)
{
    private readonly ArrayBufferWriter<byte> _toDevice = new(), _toHost = new();
    private byte[] _unread = [];

    /// <summary>All inputs so far.</summary>
    public List<MonitorInput> Inputs { get; } = [];

    /// <summary>All bytes that the host has sent.</summary>
    public List<byte> Sent { get; } = [];

    /// <summary>The time on both sides.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>What the line does to the bytes from the device; null for nothing.</summary>
    public Func<byte[], byte[]>? Spoil { get; set; }

    /// <summary>False while the line is cut in both directions.</summary>
    public bool IsPlugged { get; set; } = true;

    /// <summary>Begins the session.</summary>
    public DialogueBench Begin()
    {
        Turn();
        return this;
    }

    /// <summary>Runs until something is true; fails where it does not become so.</summary>
    public void RunUntil(Func<bool> done, double mostSeconds = 200)
    {
        for (var end = Now + TimeSpan.FromSeconds(mostSeconds); !done();)
        {
            Assert.That(Now, Is.LessThan(end), "it did not happen in time");
            Step();
        }
    }

    /// <summary>Runs for a time.</summary>
    public void Run(double seconds)
    {
        for (var end = Now + TimeSpan.FromSeconds(seconds); Now < end;) Step();
    }

    /// <summary>Ends the session as the stream session does, and lets the device hear it.</summary>
    public void End()
    {
        dialogue.Finish(Inputs);
        dialogue.End(_toDevice);
        Exchange();
    }

    private void Step()
    {
        Now += TimeSpan.FromSeconds(stepSeconds);
        var arrived = Exchange();
        if (arrived.Length > 0)
        {
            var bytes = new ReadOnlySequence<byte>([.. _unread, .. arrived]);
            dialogue.Decode(ref bytes, _ => Now, Inputs);
            _unread = bytes.ToArray();
            Turn();
        }
        else if (dialogue.NextTurn <= Now)
        {
            Turn();
            Assert.That(dialogue.NextTurn, Is.Null.Or.GreaterThan(Now), "a turn that is due at once for ever would never let the session read");
        }
    }

    private byte[] Exchange()
    {
        var heard = IsPlugged ? _toDevice.WrittenSpan.ToArray() : [];
        Sent.AddRange(_toDevice.WrittenSpan);
        _toDevice.ResetWrittenCount();
        peer.Turn(Now.TotalSeconds, heard, _toHost);
        var arrived = IsPlugged ? _toHost.WrittenSpan.ToArray() : [];
        _toHost.ResetWrittenCount();
        return Spoil is null || arrived.Length == 0 ? arrived : Spoil(arrived);
    }

    private void Turn() => dialogue.Turn(Now, _toDevice, Inputs);
}
