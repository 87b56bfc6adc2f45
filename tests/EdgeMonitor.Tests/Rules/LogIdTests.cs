using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeMonitor.Tests.Rules;

/// <summary>Log ids are a contract with whoever alerts on them: unique, and in the folder's own range.</summary>
public sealed partial class LogIdTests
{
    private static readonly Dictionary<string, int> FirstId = new()
    {
        ["Acquisition"] = 1000,
        ["Monitoring"] = 2000,
        ["Annunciation"] = 3000,
        ["Storage"] = 4000,
        ["Uplink"] = 5000,
        ["Web"] = 6000,
        ["Control"] = 6100,
        ["Station"] = 6200,
        ["Security"] = 7000,
        ["Hosting"] = 8000,
        ["Commands"] = 9000,
        [Centre] = 10000,
    };

    private const string Centre = "central";

    private static IEnumerable<string> Files => Sources.Below("src/EdgeMonitor").Concat(Sources.Below(Centre));

    private static List<(string File, string Folder, int Id)> All { get; } = Files
        .SelectMany(file => LogMessage().Matches(File.ReadAllText(file)).Select(match => (
            Sources.Short(file),
            FolderOf(Sources.Short(file).Split(Path.DirectorySeparatorChar)),
            int.Parse(match.Groups["id"].Value, CultureInfo.InvariantCulture))))
        .ToList();

    [Test]
    public void EveryIdIsUsedOnce()
    {
        Assert.That(All, Is.Not.Empty);
        var twice = All.GroupBy(log => log.Id).Where(group => group.Count() > 1).Select(group => $"{group.Key}: {string.Join(", ", group.Select(log => log.File))}");
        Assert.That(twice, Is.Empty);
    }

    [Test]
    public void EveryMessageBeginsWithItsId()
    {
        var messages = Files.Sum(file => Attribute().Count(File.ReadAllText(file)));
        Assert.That(messages, Is.EqualTo(All.Count), "the rules here would not see an id that is written elsewhere");
    }

    [Test]
    public void EveryIdLiesInItsFoldersRange()
    {
        var wrong = All.Where(log => !FirstId.TryGetValue(log.Folder, out var first) || log.Id < first || log.Id >= first + 1000);
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void EveryLogCallGoesThroughAGeneratedMessage()
    {
        var direct = Files.Where(file => DirectCall().IsMatch(File.ReadAllText(file))).Select(Sources.Short);
        Assert.That(direct, Is.Empty);
    }

    private static string FolderOf(string[] path) => path[0] == Centre ? Centre : path[2];

    [GeneratedRegex(@"\[LoggerMessage\(\s*(EventId\s*=\s*)?(?<id>\d+)")]
    private static partial Regex LogMessage();

    [GeneratedRegex(@"\[LoggerMessage\b")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"\.Log(Trace|Debug|Information|Warning|Error|Critical)\(|\.Log\(\s*LogLevel")]
    private static partial Regex DirectCall();
}
