using System.Collections.Concurrent;
using EdgeMonitor.Annunciation;

namespace EdgeMonitor.Tests.Annunciation;

/// <summary>A chip of lines that remember what was done to them and fail on request.</summary>
internal sealed class FakeGpio : IGpioProvider
{
    private readonly Dictionary<int, FakeLine> _lines = [];

    public string Name { get; init; } = "fake";

    public FakeLine this[int offset]
    {
        get
        {
            if (!_lines.TryGetValue(offset, out FakeLine? line)) _lines[offset] = line = new FakeLine();
            return line;
        }
    }

    public IGpioLine OpenOutput(string chip, int offset, bool activeLow, string consumer, bool active)
    {
        this[offset].Open(activeLow, consumer, active);
        return this[offset];
    }

    public IGpioInput OpenInput(string chip, int offset, bool activeLow, string consumer)
    {
        this[offset].Open(activeLow, consumer, active: this[offset].Active);
        return this[offset];
    }

    internal sealed class FakeLine : IGpioLine, IGpioInput
    {
        private readonly BlockingCollection<bool> _edges = new(boundedCapacity: 100);

        public bool Failing { get; set; }

        public bool Held { get; private set; }

        public bool Active { get; private set; }

        public bool ActiveLow { get; private set; }

        public string Consumer { get; private set; } = "";

        public int Opened { get; private set; }

        public int Tries { get; private set; }

        public int Written { get; private set; }

        public void Open(bool activeLow, string consumer, bool active)
        {
            Tries++;
            if (Failing) throw new IOException("the line is gone.");
            (Held, Active, ActiveLow, Consumer) = (true, active, activeLow, consumer);
            Opened++;
        }

        public void Set(bool active)
        {
            if (Failing) throw new IOException("the line is gone.");
            Active = active;
            Written++;
        }

        /// <summary>Brings an input to a level.</summary>
        public void Sense(bool active)
        {
            Active = active;
            _edges.Add(active);
        }

        public bool Read() => Failing ? throw new IOException("the line is gone.") : Active;

        /// <summary>Set as soon as somebody waits for an edge.</summary>
        public ManualResetEventSlim Watched { get; } = new();

        public bool WaitForEdge(TimeSpan atMost)
        {
            Watched.Set();
            return _edges.TryTake(out _, atMost);
        }

        public void Dispose() => Held = false;
    }
}
