using EdgeMonitor.Acquisition;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Tests.Acquisition;

namespace EdgeMonitor.Tests.Rules;

/// <summary>What every driver folder must have and every parser must stand.</summary>
public sealed class DriverTests
{
    private const string DriverNamespace = "EdgeMonitor.Acquisition.Drivers.";

    private static readonly string[] CaptureEnds = [".hex", ".bin"];

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EdgeMonitor.sln"))) folder = folder.Parent;
            return folder?.FullName ?? throw new DirectoryNotFoundException("The tests must run inside the repository.");
        }
    }

    /// <summary>Names of the folders under Drivers.</summary>
    public static IEnumerable<string> Folders()
        => Directory.EnumerateDirectories(Path.Combine(Root, "src/EdgeMonitor/Acquisition/Drivers")).Select(folder => Path.GetFileName(folder)!).Order();

    /// <summary>Every driver that parses a byte stream, with each of its captures.</summary>
    public static IEnumerable<TestCaseData> Captures()
        => from driver in SensorDrivers.All
           where driver.CreateDecoder("sensor") is not null
           from file in CapturesOf(FolderOf(driver))
           select new TestCaseData(driver.Name, file).SetArgDisplayNames(driver.Name, Path.GetFileName(file));

    [TestCaseSource(nameof(Folders))]
    public void HasAReadmeAndADriver(string folder)
    {
        Assert.That(File.Exists(Path.Combine(Root, "src/EdgeMonitor/Acquisition/Drivers", folder, "README.md")), Is.True, $"{folder} needs a README.md");
        Assert.That(SensorDrivers.All.Select(FolderOf), Does.Contain(folder), $"{folder} needs an [assembly: SensorDriver<...>]");
    }

    [TestCaseSource(nameof(Folders))]
    public void HasACapturedByteFileWhereItParsesAStream(string folder)
    {
        var parses = SensorDrivers.All.Any(driver => FolderOf(driver) == folder && driver.CreateDecoder("sensor") is not null);
        Assert.That(CapturesOf(folder).Any(), Is.True.Or.EqualTo(parses), $"tests/.../Drivers/{folder}/captures needs a .hex or .bin file");
    }

    [TestCaseSource(nameof(Captures))]
    public void DescribesEverySignal(string driver, string file)
    {
        var decoder = SensorDrivers.Find(driver)!.CreateDecoder("sensor")!;
        Assert.That(decoder.Signals, Is.All.Matches<SignalDescriptor>(signal => signal is { Sensor: "sensor", Mdc: not 0, Unit: not 0, SampleRate: > 0 } && signal.Scale != 0));
        Assert.That(decoder.Signals.Select(signal => signal.Label), Is.Unique.And.All.Not.Empty);
        Assert.That(decoder.FrameRate, Is.GreaterThan(0));
        var blocks = Decoding.Run(decoder, Bytes(file)).OfType<SampleBlock>().ToList();
        Assert.That(blocks.Select(block => block.Signal).All(signal => decoder.Signals.Any(listed => ReferenceEquals(listed, signal))), Is.True);
        Assert.That(blocks.Select(block => block.Samples.Length), Is.All.Positive);
    }

    /// <summary>What it brings is what `edgemonitor drivers` says that it delivers.</summary>
    [TestCaseSource(nameof(Captures))]
    public void DeliversWhatItsDescriptionSays(string driver, string file)
    {
        var description = SensorDrivers.Find(driver)!.Description;
        var decoder = SensorDrivers.Find(driver)!.CreateDecoder("sensor")!;
        var inputs = Decoding.Run(decoder, Bytes(file));
        var waves = inputs.OfType<SampleBlock>().Select(block => block.Signal).Concat(decoder.Signals).Distinct();
        Assert.That(waves.Select(wave => (wave.Mdc, wave.Unit, wave.SampleRate)).Distinct(), Is.SubsetOf(description.Delivers.Where(part => part.IsWave).Select(part => (part.Mdc, part.Unit, part.Rate))));
        var readings = inputs.OfType<Reading>().Select(reading => (reading.Mdc, reading.Unit)).Distinct();
        Assert.That(readings, Is.SubsetOf(description.Delivers.Where(part => !part.IsWave).Select(part => (part.Mdc, part.Unit))));
        Assert.That(description.Lines, Is.Not.Empty);
    }

    [TestCaseSource(nameof(Captures))]
    public void DecodesTheSameHoweverTheReadsAreCut(string driver, string file)
    {
        var bytes = Bytes(file);
        var whole = Decoding.Flatten(Decode(driver, bytes));
        Assert.That(whole, Is.Not.Empty);
        for (var cut = 1; cut < bytes.Length; cut++) Assert.That(Decoding.Flatten(Decode(driver, bytes, cut, bytes.Length)), Is.EqualTo(whole), $"cut at {cut}");
        foreach (var size in new[] { 1, 2, 3, 7, 64 }) Assert.That(Decoding.Flatten(Decode(driver, bytes, size)), Is.EqualTo(whole), $"in pieces of {size}");
    }

    [TestCaseSource(nameof(Captures))]
    public void SurvivesEveryByteFlipped(string driver, string file)
    {
        var good = Bytes(file);
        var whole = SensorDrivers.Find(driver)!.CreateDecoder("sensor")!;
        Decoding.Run(whole, good);
        for (var at = 0; at < good.Length; at++)
        {
            for (var bit = 0; bit <= 8; bit++)
            {
                var bytes = (byte[])good.Clone();
                bytes[at] ^= (byte)(bit == 8 ? 0xFF : 1 << bit);
                var decoder = SensorDrivers.Find(driver)!.CreateDecoder("sensor")!;
                Decoding.Run(decoder, bytes);
                Assert.That(decoder.GoodFrames, Is.GreaterThanOrEqualTo(whole.GoodFrames - 3), $"byte {at}, bit {bit}: a flipped byte costs few frames");
            }
        }
    }

    [TestCaseSource(nameof(Captures))]
    public void SurvivesEveryStart(string driver, string file)
    {
        var bytes = Bytes(file);
        for (var from = 0; from < bytes.Length; from++) Decode(driver, bytes[from..]);
        Assert.That(Decode(driver, [.. bytes[1..], .. bytes]), Has.Some.InstanceOf<Reading>().Or.Some.InstanceOf<SampleBlock>());
    }

    /// <summary>Budget, bytes a second, when every read brings one frame, the worst case: what a gen-0 collection takes away once a minute.</summary>
    [TestCaseSource(nameof(Captures))]
    public void StaysWithinItsBudgetOfMemory(string driver, string file)
    {
        const int budget = 96 * 1024;
        var decoder = SensorDrivers.Find(driver)!.CreateDecoder("sensor")!;
        var bytes = Bytes(file);
        var inputs = new List<MonitorInput>(1024);
        Func<long, TimeSpan> timeOfFrame = frame => TimeSpan.FromSeconds(frame / decoder.FrameRate);
        var kept = 0;
        Feed(10); // Warm.
        var (allocated, frames) = (GC.GetAllocatedBytesForCurrentThread(), decoder.GoodFrames);
        Feed(200);
        // A device without a rhythm sends at most as fast as its line: ten bits a byte.
        var line = SensorDrivers.Find(driver)!.Description.Lines[0];
        var seconds = double.IsInfinity(decoder.FrameRate) ? 200.0 * bytes.Length * 10 / line.Baud : (decoder.GoodFrames - frames) / decoder.FrameRate;
        var perSecond = (GC.GetAllocatedBytesForCurrentThread() - allocated) / seconds;
        TestContext.Out.WriteLine($"{driver}: {perSecond / 1024:0.0} KiB/s");
        Assert.That(perSecond, Is.LessThan(budget));

        void Feed(int rounds)
        {
            for (var round = 0; round < rounds; round++)
            {
                for (var end = 1; end <= bytes.Length; end++)
                {
                    var sequence = new System.Buffers.ReadOnlySequence<byte>(bytes, kept, end - kept);
                    decoder.Decode(ref sequence, timeOfFrame, inputs);
                    kept = end - (int)sequence.Length;
                    inputs.Clear();
                }

                kept = 0;
            }
        }
    }

    private static List<MonitorInput> Decode(string driver, byte[] bytes, params int[] sizes)
        => Decoding.Run(SensorDrivers.Find(driver)!.CreateDecoder("sensor")!, bytes, sizes);

    /// <summary>The bytes of a driver's captures.</summary>
    internal static IEnumerable<byte[]> CapturesOf(SensorDriverAttribute driver) => CapturesOf(FolderOf(driver)).Select(Bytes);

    private static string FolderOf(SensorDriverAttribute driver)
    {
        var place = driver.GetType().GetGenericArguments()[0].Namespace!;
        return place.StartsWith(DriverNamespace, StringComparison.Ordinal) ? place[DriverNamespace.Length..].Split('.')[0] : place;
    }

    private static IEnumerable<string> CapturesOf(string folder)
    {
        var captures = new DirectoryInfo(Path.Combine(Root, "tests/EdgeMonitor.Tests/Acquisition/Drivers", folder, "captures"));
        return captures.Exists ? captures.EnumerateFiles().Where(file => CaptureEnds.Contains(file.Extension)).Select(file => file.FullName).Order() : [];
    }

    private static byte[] Bytes(string file) => file.EndsWith(".hex", StringComparison.Ordinal) ? Decoding.Hex(File.ReadAllText(file)) : File.ReadAllBytes(file);
}
