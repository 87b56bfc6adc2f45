using EdgeMonitor.Core.Signals;
using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;
using Google.Protobuf;

namespace EdgeMonitor.Tests.Uplink;

internal sealed class WaveformCodecTests
{
    private static readonly SignalDescriptor Ecg = new("ecg", "MLII", 131330, MdcUnit.Millivolt, 360, 0.005, -5.12);

    private static readonly int[] Three = [1, 2, 3];

    private static IEnumerable<int[]> Extremes =>
    [
        [], [0], [int.MinValue], [int.MaxValue, int.MinValue, int.MaxValue], [int.MinValue, int.MaxValue, 0, -1, 1], [5, 5, 5, 5],
    ];

    [TestCaseSource(nameof(Extremes))]
    public void ExtremeCountsComeBackExactly(int[] counts) => Assert.That(RoundTrip(counts), Is.EqualTo(counts));

    [Test]
    public void AnyCountsComeBackExactly([Range(1, 50)] int seed)
    {
        var random = new Random(seed);
        int[] counts = new int[random.Next(2000)];
        for (int i = 0; i < counts.Length; i++) counts[i] = (int)random.NextInt64(int.MinValue, int.MaxValue + 1L);
        Assert.That(RoundTrip(counts), Is.EqualTo(counts));
    }

    [Test]
    public void RawLightComesBackAsWhatItIs([Values] LightColour light)
    {
        var signal = new SignalDescriptor("board", "Infrared", Mdc.PulsOximPleth, MdcUnit.Dimensionless, 125, Light: light);
        Assert.That(WaveformCodec.Decode(WaveformCodec.Encode(new SampleBlock(signal, 0, TimeSpan.Zero, Three), session: 1)).Signal, Is.EqualTo(signal));
    }

    [Test]
    public void AReadingIsSentWithWhatMustBeSaidWithIt()
    {
        var sent = RecordFactory.Of(Core.Signals.Reading.Computed("board", Mdc.SatO2NotCalibrated, MdcUnit.Percent, 94, NoData.None, TimeSpan.Zero, SignalQuality.Marginal, ReadingMark.NotCalibrated));
        Assert.That((sent.Name, sent.Mark, sent.Computed, sent.Quality), Is.EqualTo(("MDCX_PULS_OXIM_SAT_O2_NOT_CALIBRATED", "not-calibrated", true, "marginal")));
        var device = RecordFactory.Of(Core.Signals.Reading.Valid("spo2", Mdc.PulsOximSatO2, MdcUnit.Percent, 97, TimeSpan.Zero));
        Assert.That((device.Mark, device.Computed), Is.EqualTo(("", false)));
    }

    [Test]
    public void ABlockComesBackWithItsSignalIndexAndTime()
    {
        var block = new SampleBlock(Ecg, 123_456_789_012, TimeSpan.FromMicroseconds(987_654_321), Three);
        var waveform = WaveformCodec.Encode(block, session: 4);
        var back = WaveformCodec.Decode(waveform);
        Assert.That(waveform.Session, Is.EqualTo(4));
        Assert.That(waveform.Differences, Is.EqualTo([0, 1, 1]));
        Assert.That(back.Signal, Is.EqualTo(Ecg));
        Assert.That((back.FirstIndex, back.At), Is.EqualTo((block.FirstIndex, block.At)));
    }

    [Test]
    public void ABlockAppendedToItsPredecessorIsOneWaveform()
    {
        var waveform = WaveformCodec.Encode(new SampleBlock(Ecg, 0, TimeSpan.Zero, Three), 1);
        WaveformCodec.Append(waveform, [int.MinValue, 7], last: 3);
        Assert.That(WaveformCodec.Counts(waveform), Is.EqualTo([1, 2, 3, int.MinValue, 7]));
    }

    private static int[] RoundTrip(int[] counts)
    {
        byte[] bytes = WaveformCodec.Encode(new SampleBlock(Ecg, 0, TimeSpan.Zero, counts), 1).ToByteArray();
        return WaveformCodec.Counts(Waveform.Parser.ParseFrom(bytes));
    }
}
