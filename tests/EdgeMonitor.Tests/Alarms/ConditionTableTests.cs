using System.Globalization;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Tests.Rules;

namespace EdgeMonitor.Tests.Alarms;

/// <summary>The table of conditions in the folder's README says what the rules say.</summary>
public sealed class ConditionTableTests
{
    private static readonly AlarmRules Defaults = new(new AlarmLimits());

    [TestCaseSource(nameof(Conditions))]
    public void EveryConditionHasItsRow(string condition)
    {
        var rule = Defaults.Find(condition)!;
        var latches = rule.Latching || new AlarmPolicy().Latching.Contains(condition);
        var row = string.Create(
            CultureInfo.InvariantCulture,
            $"| `{rule.Condition}` | {Names.Of(rule.Kind)} | {Names.Of(rule.Priority)} | {rule.Delay.TotalSeconds:0.##} | {(latches ? "yes" : "no")} | ");
        Assert.That(Rows(), Has.Exactly(1).StartsWith(row));
    }

    [Test]
    public void NoRowIsLeftOfAConditionThatIsGone()
        => Assert.That(Rows().Select(row => row.Split('`')[1]), Is.EquivalentTo(AlarmRules.Names));

    private static IEnumerable<string> Conditions() => AlarmRules.Names;

    private static IEnumerable<string> Rows()
        => File.ReadLines(Path.Combine(Sources.Root, "src/EdgeMonitor.Core/Alarms/README.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal));
}
