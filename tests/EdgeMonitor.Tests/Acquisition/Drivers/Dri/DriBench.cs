using System.Buffers;
using EdgeMonitor.Acquisition.Drivers.Dri;
using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Acquisition.Simulators.Physiology;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Dri;

/// <summary>Host and simulated monitor on one wire without a port, in time that moves by 10 ms.</summary>
internal sealed class DriBench(string story = "normal 60s", DriWishes? wishes = null)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    private readonly ArrayBufferWriter<byte> _toMonitor = new(), _toHost = new();

    public DriSimulator Monitor { get; } = new(new Patient(ScenarioText.Parse(story), 7));

    public DriDialogue Host { get; private set; } = new("mon", wishes ?? DriWishes.Usual);

    public TimeSpan Now { get; private set; }

    public List<MonitorInput> Inputs { get; } = [];

    public List<byte> FromMonitor { get; } = [];

    public DriBench RunTo(double seconds)
    {
        for (; Now.TotalSeconds < seconds; Now += Step)
        {
            if (Host.NextTurn <= Now) Host.Turn(Now, _toMonitor, Inputs);
            Monitor.Turn(Now.TotalSeconds, _toMonitor.WrittenSpan, _toHost);
            _toMonitor.ResetWrittenCount();
            Hear(_toHost.WrittenSpan.ToArray());
            _toHost.ResetWrittenCount();
        }

        return this;
    }

    /// <summary>The host hears these bytes.</summary>
    public void Hear(byte[] bytes)
    {
        if (bytes.Length == 0) return;
        FromMonitor.AddRange(bytes);
        var sequence = new ReadOnlySequence<byte>(bytes);
        Host.Decode(ref sequence, _ => Now, Inputs);
        Host.Turn(Now, _toMonitor, Inputs);
    }

    public void NewSession()
    {
        Host.End(_toMonitor);
        Host = new DriDialogue("mon", wishes ?? DriWishes.Usual);
    }
}
