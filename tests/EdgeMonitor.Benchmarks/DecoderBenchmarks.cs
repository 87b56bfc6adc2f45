using System.Buffers;
using BenchmarkDotNet.Attributes;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.HealthyPi;
using EdgeMonitor.Acquisition.Drivers.Nonin;
using EdgeMonitor.Acquisition.Simulators;
using EdgeMonitor.Acquisition.Simulators.Physiology;
using EdgeMonitor.Core.Signals;
using SimulatedFormat = EdgeMonitor.Acquisition.Simulators.NoninFormat;

namespace EdgeMonitor.Benchmarks;

/// <summary>
/// One frame of a device through its driver's decoder. Budget: 1 µs a frame, so that the 125 frames a second of the fastest one take a ten
/// thousandth of a core, and 512 bytes where every read brings one frame only and each becomes a block of its own.
/// </summary>
[MemoryDiagnoser]
public class DecoderBenchmarks
{
    private const int Frames = 4500; // a minute of the oximeter: 180 whole packets
    private readonly List<MonitorInput> _inputs = [];
    private byte[] _stream = [];
    private int _frameLength;

    /// <summary>The device, with its format where it has several.</summary>
    [Params("nonin #2", "nonin #7", "healthypi")]
    public string Device { get; set; } = "";

    /// <summary>Frames that one read of the serial port brings: one at a calm port, more after a delay.</summary>
    [Params(1, 25)]
    public int FramesPerRead { get; set; }

    [GlobalSetup]
    public void Simulate()
    {
        var patient = new Patient(Scenarios.Normal, seed: 1);
        ISimulatedSensor sensor = Device switch
        {
            "nonin #2" => new NoninSimulator(patient, SimulatedFormat.Format2),
            "nonin #7" => new NoninSimulator(patient, SimulatedFormat.Format7),
            _ => new HealthyPiSimulator(patient),
        };
        _frameLength = sensor.FrameLength;
        _stream = new byte[Frames * _frameLength];
        for (var frame = 0; frame < Frames; frame++) sensor.Encode(frame, _stream.AsSpan(frame * _frameLength, _frameLength));
    }

    [Benchmark(OperationsPerInvoke = Frames)]
    public long Frame()
    {
        IStreamDecoder decoder = Device == "healthypi" ? new HealthyPiDecoder("sensor") : new NoninDecoder("sensor");
        Func<long, TimeSpan> timeOfFrame = frame => TimeSpan.FromSeconds(frame / decoder.FrameRate);
        var used = 0;
        for (var received = FramesPerRead * _frameLength; received <= _stream.Length; received += FramesPerRead * _frameLength)
        {
            var bytes = new ReadOnlySequence<byte>(_stream, used, received - used);
            decoder.Decode(ref bytes, timeOfFrame, _inputs);
            used = received - (int)bytes.Length;
            _inputs.Clear();
        }

        // A decoder that drops frames would be measured too fast; the last one may wait for the next to be believed.
        if (decoder.GoodFrames < Frames - 1) throw new InvalidOperationException($"Only {decoder.GoodFrames} of {Frames} frames were read.");
        return decoder.GoodFrames;
    }
}
