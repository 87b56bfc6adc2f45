using EdgeMonitor.Commands.Evaluation;

namespace EdgeMonitor.Tests.Commands.Evaluation;

public sealed class BeatMatchTests
{
    private const double Rate = 100; // the window is 15 samples

    [TestCase("100", "100", "100-100")]
    [TestCase("100", "115", "100-115")]
    [TestCase("100", "85", "100-85")]
    [TestCase("100", "116", "100- -116")]
    [TestCase("100", "84", "-84 100-")]
    [TestCase("100", "", "100-")]
    [TestCase("", "100", "-100")]
    [TestCase("100 200 300", "102 299", "100-102 200- 300-299")]
    public void BeatsWithin150MillisecondsAreOne(string references, string detections, string pairs)
        => Assert.That(Pairs(references, detections), Is.EqualTo(pairs));

    [TestCase("100", "90 101", "-90 100-101", TestName = "The nearer of two detections is the beat, the other one is made up")]
    [TestCase("100", "99 110", "100-99 -110", TestName = "A detection after the beat's own is made up")]
    [TestCase("90 101", "100", "90- 101-100", TestName = "The nearer of two beats was found, the other one is missed")]
    [TestCase("100 120", "110 121", "100-110 120-121", TestName = "A detection between two beats belongs to the one that has no nearer")]
    public void TheNearerOfTwoIsTaken(string references, string detections, string pairs)
        => Assert.That(Pairs(references, detections), Is.EqualTo(pairs));

    [Test]
    public void EveryMarkIsInExactlyOnePair()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var (references, detections) = (Marks(random), Marks(random));
            var pairs = BeatMatch.Pair(references, detections, Rate).ToList();
            Assert.That(pairs.Where(pair => pair.Reference is not null).Select(pair => pair.Reference!.Value), Is.EqualTo(references));
            Assert.That(pairs.Where(pair => pair.Detection is not null).Select(pair => pair.Detection!.Value), Is.EqualTo(detections));
            foreach (var pair in pairs)
            {
                if (pair is { Reference: { } reference, Detection: { } detection })
                    Assert.That(Math.Abs(reference.Sample - detection.Sample), Is.LessThanOrEqualTo(BeatMatch.Window * Rate));
            }
        }
    }

    private static List<MarkedBeat> Marks(Random random)
        => [.. Enumerable.Range(0, random.Next(60)).Select(_ => random.NextInt64(1000)).Distinct().Order().Select(sample => new MarkedBeat(sample, 'N'))];

    private static string Pairs(string references, string detections) => string.Join(
        ' ', BeatMatch.Pair(Read(references), Read(detections), Rate).Select(pair => $"{pair.Reference?.Sample}-{pair.Detection?.Sample}"));

    private static List<MarkedBeat> Read(string samples)
        => [.. samples.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(sample => new MarkedBeat(long.Parse(sample), 'N'))];
}
