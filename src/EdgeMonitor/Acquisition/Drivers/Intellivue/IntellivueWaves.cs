using System.Buffers.Binary;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Intellivue;

/// <summary>Puts the samples of the chosen waves together: which wave an object is, its scale, and where in time its samples belong.</summary>
internal sealed class IntellivueWaves
{
    /// <summary>Most objects remembered; the port sends fewer than ten.</summary>
    private const int MostObjects = 32;

    private readonly Dictionary<ushort, IntellivueWave> _byHandle = [];
    private readonly IntellivueWaveKind[] _kinds;
    private readonly SignalDescriptor[] _signals;
    private readonly uint[] _textIds;

    /// <summary>Makes them for one session.</summary>
    public IntellivueWaves(string sensor, IReadOnlyList<IntellivueWaveKind> kinds)
    {
        _kinds = [.. kinds];
        _signals = [.. kinds.Select(kind => new SignalDescriptor(sensor, kind.Name, kind.Mdc, kind.Unit, kind.Rate, kind.Resolution))];
        _textIds = [.. kinds.Select(kind => kind.TextId)];
    }

    /// <summary>The chosen waves.</summary>
    public IReadOnlyList<SignalDescriptor> Signals => _signals;

    /// <summary>Their labels' text ids, for the request.</summary>
    public ReadOnlySpan<uint> TextIds => _textIds;

    /// <summary>Adds the samples of an object.</summary>
    /// <param name="observation">What it says.</param>
    /// <param name="ticks">The message's relative time.</param>
    /// <param name="at">When the message arrived.</param>
    /// <param name="inputs">Takes the blocks.</param>
    public void Take(in IntellivueObservation observation, uint ticks, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        if (!observation.Wave.IsEmpty) TakeOne(observation, observation.Wave, ticks, at, inputs);
        var compound = new OctetReader(observation.CompoundWave);
        var count = compound.U16();
        var values = new OctetReader(compound.Counted());
        for (; count > 0 && values.Left.Length >= 6; count--)
        {
            var head = values.Left[..6];
            var length = BinaryPrimitives.ReadUInt16BigEndian(head[4..]);
            var one = values.Take(6 + length);
            if (!values.Failed) TakeOne(observation, one, ticks, at, inputs);
        }
    }

    private void TakeOne(in IntellivueObservation observation, ReadOnlySpan<byte> bytes, uint ticks, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        var reader = new OctetReader(bytes);
        var (term, state) = (reader.U16(), (MeasurementState)reader.U16());
        var samples = reader.Counted();
        if (reader.Failed || Find(observation, term) is not { } wave) return;
        wave.Learn(observation);
        wave.Take(state, samples, ticks, at, inputs);
    }

    /// <summary>The wave of an object, by the text id of its label, or by the term of its samples; null for one that was not chosen.</summary>
    private IntellivueWave? Find(in IntellivueObservation observation, ushort term)
    {
        const uint metrics = 0x2_0000; // The partition of what is measured.
        if (_byHandle.TryGetValue(observation.Handle, out var known) && (observation.TextId == 0 || observation.TextId == known.Kind.TextId)) return known;
        var textId = observation.TextId != 0 ? observation.TextId : metrics | term;
        var index = Array.FindIndex(_kinds, kind => kind.TextId == textId);
        if (index < 0 || _byHandle.Count >= MostObjects) return null;
        // The object of a wave may change while the association lasts: its samples go on in the same signal.
        var wave = _byHandle.Values.FirstOrDefault(other => ReferenceEquals(other.Signal, _signals[index])) ?? new IntellivueWave(_kinds[index], _signals[index]);
        _byHandle[observation.Handle] = wave;
        return wave;
    }
}
