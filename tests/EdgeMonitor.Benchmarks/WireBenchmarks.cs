using BenchmarkDotNet.Attributes;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Benchmarks;

/// <summary>
/// One second of telemetry from samples to the MQTT message. Budget as protobuf: below 1 ms, which is a thousandth of the second, and below
/// 20 bytes of garbage a sample; as JSON ten times both. How many bytes a message has on the wire is measured on real recordings by
/// <c>WireSizeTests</c>.
/// </summary>
[MemoryDiagnoser]
public class WireBenchmarks
{
    private static readonly UplinkSettings Settings = new("broker", 8883, null, "icu", "bed-7");
    private readonly RecordMessages _protobuf = new(Settings);
    private readonly RecordMessages _json = new(Settings with { Encoding = UplinkEncoding.Json });
    private SampleBlock[] _blocks = [];

    /// <summary>Leads of the ECG.</summary>
    [Params(2, 12)]
    public int Leads { get; set; }

    /// <summary>Makes a seeded waveform that changes by a few counts from sample to sample, as an ECG does.</summary>
    [GlobalSetup]
    public void MakeBlocks()
    {
        var random = new Random(1);
        _blocks = new SampleBlock[Leads];
        for (int lead = 0; lead < Leads; lead++)
        {
            int[] counts = new int[500];
            for (int i = 1; i < counts.Length; i++) counts[i] = counts[i - 1] + random.Next(-9, 10);
            _blocks[lead] = new SampleBlock(new SignalDescriptor("ecg", $"L{lead}", Mdc.EcgLead, MdcUnit.Millivolt, 500, 0.005), 0, TimeSpan.Zero, counts);
        }
    }

    /// <summary>Differences, protobuf bytes and the message.</summary>
    [Benchmark(Baseline = true)]
    public int Protobuf() => Message(_protobuf).Payload.Length;

    /// <summary>The same, and from the protobuf bytes to JSON, as the uplink does it with stored records.</summary>
    [Benchmark]
    public int Json() => Message(_json).Payload.Length;

    private MqttMessage Message(RecordMessages messages)
    {
        var telemetry = new Telemetry();
        foreach (var block in _blocks) telemetry.Waveforms.Add(WaveformCodec.Encode(block, session: 1));
        var record = new Record { Device = "bed-7", Stream = "telemetry", Sequence = 1, Telemetry = telemetry };
        return messages.Of("telemetry", 1, RecordCodec.Encode(record), historical: false);
    }
}
