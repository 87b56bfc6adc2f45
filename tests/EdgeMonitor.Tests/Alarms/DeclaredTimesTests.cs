using System.Text.RegularExpressions;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Tests.Rules;

namespace EdgeMonitor.Tests.Alarms;

/// <summary>The table of declared times in the folder's README is whole, and names tests that are there.</summary>
public sealed partial class DeclaredTimesTests
{
    private static readonly string[] Rows =
    [
        .. File.ReadLines(Path.Combine(Sources.Root, "src/EdgeMonitor.Core/Alarms/README.md"))
            .SkipWhile(line => line != "# How long until it sounds").TakeWhile(line => line != "# The alarm system")
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1),
    ];

    [Test]
    public void EveryHighConditionOfThePatientHasItsRow()
    {
        var defaults = new AlarmRules(new AlarmLimits());
        var lethal = AlarmRules.Names.Where(name => defaults.Find(name) is { Kind: AlarmKind.Physiological, Priority: AlarmPriority.High });
        Assert.That(Rows.Select(row => row.Split('|')[1].Trim()), Is.EquivalentTo(lethal));
    }

    [TestCaseSource(nameof(Rows))]
    public void EveryTestThatIsNamedIsThere(string row)
    {
        var named = TestName().Matches(row.Split('|')[4]);
        Assert.That(named, Is.Not.Empty);
        foreach (Match name in named)
        {
            var type = Array.Find(typeof(DeclaredTimesTests).Assembly.GetTypes(), type => type.Name == name.Groups["type"].Value);
            Assert.That(type?.GetMethod(name.Groups["method"].Value), Is.Not.Null, name.Value);
        }
    }

    [GeneratedRegex(@"`(?<type>\w+)\.(?<method>\w+)`")]
    private static partial Regex TestName();
}
