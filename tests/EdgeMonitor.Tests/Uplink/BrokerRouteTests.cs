using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Uplink;

public sealed class BrokerRouteTests
{
    /// <summary>
    /// What happens to the current broker (f: it cannot be used or is lost at once, g: it was good and is lost, a digit: gone back to that one), and the
    /// brokers in use after that; a bar is a wait.
    /// </summary>
    [TestCase(1, "f f g f", "|0 |0 |0 |0")]
    [TestCase(2, "f f f f", "1 |0 1 |0")]
    [TestCase(3, "f f f f", "1 2 |0 1")]
    [TestCase(3, "g f f f", "1 2 |0 1", Description = "one that was good has failed once in the new round")]
    [TestCase(3, "f g f f", "1 2 0 |0", Description = "from the last one on to the first")]
    [TestCase(3, "f f g f f", "1 2 0 1 |0")]
    [TestCase(2, "f 0 f f", "1 0 1 |0", Description = "gone back to, and failed again")]
    [TestCase(3, "f f 1 f", "1 2 1 2")]
    public void TheNextBrokerIsTriedAtOnceAndAWaitComesOnlyWhenEachHasFailed(int count, string story, string expected)
    {
        var route = new BrokerRoute(count);
        var seen = new List<string>();
        foreach (var step in story.Split(' '))
        {
            var wait = false;
            if (char.IsAsciiDigit(step[0])) route.GoBack(step[0] - '0');
            else wait = route.Fail(wasGood: step == "g");
            seen.Add($"{(wait ? "|" : "")}{route.Current}");
        }

        Assert.That(string.Join(' ', seen), Is.EqualTo(expected));
    }
}
