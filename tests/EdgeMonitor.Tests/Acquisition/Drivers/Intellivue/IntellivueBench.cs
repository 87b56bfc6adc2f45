using System.Buffers;
using EdgeMonitor.Acquisition.Drivers.Intellivue;
using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Acquisition.Simulators.Physiology;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Intellivue;

/// <summary>Host and simulated monitor on one wire without a port, in time that moves by 8 ms.</summary>
internal sealed class IntellivueBench(string story = "normal 60s", params string[] waves)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(8);

    private readonly ArrayBufferWriter<byte> _toMonitor = new(), _toHost = new();

    public IntellivueSimulator Monitor { get; } = new(new Patient(ScenarioText.Parse(story), 7));

    public IntellivueDialogue Host { get; private set; } = MakeHost(waves);

    public TimeSpan Now { get; private set; }

    public List<MonitorInput> Inputs { get; } = [];

    /// <summary>All that the monitor has said, and all that the host has.</summary>
    public List<byte> FromMonitor { get; } = [];

    public List<byte> FromHost { get; } = [];

    public bool IsCut { get; set; }

    public IntellivueBench RunTo(double seconds)
    {
        for (; Now.TotalSeconds < seconds; Now += Step)
        {
            if (Host.NextTurn <= Now) HostTurn();
            byte[] heard = IsCut ? [] : _toMonitor.WrittenSpan.ToArray();
            _toMonitor.ResetWrittenCount();
            FromHost.AddRange(heard);
            Monitor.Turn(Now.TotalSeconds, heard, _toHost);
            byte[] said = IsCut ? [] : _toHost.WrittenSpan.ToArray();
            _toHost.ResetWrittenCount();
            if (said.Length == 0) continue;
            FromMonitor.AddRange(said);
            var bytes = new ReadOnlySequence<byte>(said);
            Host.Decode(ref bytes, _ => Now, Inputs);
            HostTurn();
        }

        return this;
    }

    /// <summary>The session ends; another one begins.</summary>
    public void NewSession()
    {
        Host.End(_toMonitor);
        Host = MakeHost(waves);
    }

    /// <summary>The session ends, and nobody tells the monitor.</summary>
    public void Crash() => Host = MakeHost(waves);

    private static IntellivueDialogue MakeHost(string[] waves)
        => new("mon", waves.Length == 0 ? IntellivueWaveKind.Usual : [.. IntellivueWaveKind.All.Where(kind => waves.Contains(kind.Name))]);

    private void HostTurn() => Host.Turn(Now, _toMonitor, Inputs);
}
