using System.Text.RegularExpressions;

namespace EdgeMonitor.Tests.Rules;

/// <summary>Arrows go down only: a folder uses what is below it and nothing beside or above (design, section 2).</summary>
public sealed partial class ArrowTests
{
    private static readonly Dictionary<string, string[]> DaemonMayUse = new()
    {
        ["Hosting"] = [],
        ["Security"] = [],
        ["Annunciation"] = ["Security", "Hosting"],
        ["Acquisition"] = ["Security", "Hosting"],
        ["Monitoring"] = ["Acquisition", "Annunciation", "Security", "Hosting"],
        ["Storage"] = ["Monitoring", "Acquisition", "Annunciation", "Security", "Hosting"],
        ["Uplink"] = ["Storage", "Monitoring", "Acquisition", "Annunciation", "Security", "Hosting"],
        ["Web"] = ["Uplink", "Storage", "Monitoring", "Acquisition", "Annunciation", "Security", "Hosting"],
        ["Control"] = ["Uplink", "Storage", "Monitoring", "Acquisition", "Annunciation", "Security", "Hosting"],
        ["Station"] = ["Uplink", "Storage", "Monitoring", "Acquisition", "Annunciation", "Security", "Hosting"],
        ["Guard"] = ["Annunciation", "Security", "Hosting"],
        ["Commands"] = ["Control", "Station", "Guard", "Uplink", "Storage", "Monitoring", "Acquisition", "Annunciation", "Security", "Hosting"],
    };

    private static readonly Dictionary<string, string[]> CoreMayUse = new()
    {
        ["Signals"] = [],
        ["Filters"] = ["Signals"],
        ["Vitals"] = ["Filters", "Signals"],
        ["Alarms"] = ["Filters", "Signals"],
        ["Monitoring"] = ["Alarms", "Vitals", "Filters", "Signals"],
    };

    [Test]
    public void NoFolderOfTheDaemonUsesOneBesideOrAboveIt() => Assert.That(Wrong("src/EdgeMonitor", "EdgeMonitor", DaemonMayUse), Is.Empty);

    [Test]
    public void NoFolderOfTheCoreUsesOneBesideOrAboveIt() => Assert.That(Wrong("src/EdgeMonitor.Core", "EdgeMonitor.Core", CoreMayUse), Is.Empty);

    [TestCase("namespace EdgeMonitor.Storage;\nusing EdgeMonitor.Uplink.Wire;\nusing EdgeMonitor.Core.Signals;\n")]
    [TestCase("namespace EdgeMonitor.Storage;\nvar delay = new EdgeMonitor.Uplink.RetryDelay();")]
    [TestCase("namespace EdgeMonitor.Storage;\nvar delay = new Uplink.RetryDelay();")]
    public void AnArrowThatGoesUpIsFound(string file) => Assert.That(Uses(file, "EdgeMonitor").ToArray(), Is.EqualTo(new[] { "Uplink" }));

    /// <summary>A global using would be an arrow from every folder, in no file.</summary>
    [TestCase("src/EdgeMonitor/EdgeMonitor.csproj")]
    [TestCase("src/EdgeMonitor.Core/EdgeMonitor.Core.csproj")]
    public void NoProjectUsesAFolderEverywhere(string project)
    {
        Assert.That(File.ReadAllText(Path.Combine(Sources.Root, project)), Does.Not.Match("<Using\\s"));
        Assert.That(Sources.Below(Path.GetDirectoryName(project)!).Where(file => File.ReadAllText(file).Contains("global using", StringComparison.Ordinal)), Is.Empty);
    }

    private static List<string> Wrong(string project, string rootNamespace, Dictionary<string, string[]> mayUse)
    {
        var wrong = new List<string>();
        foreach (var file in Sources.Below(project))
        {
            var parts = Path.GetRelativePath(Path.Combine(Sources.Root, project), file).Split(Path.DirectorySeparatorChar);
            if (parts.Length == 1) continue; // Program.cs puts everything together
            if (!mayUse.TryGetValue(parts[0], out var allowed))
            {
                wrong.Add($"{Sources.Short(file)} lies in a folder that the layout does not know");
                continue;
            }

            wrong.AddRange(Uses(File.ReadAllText(file), rootNamespace)
                .Where(used => used != parts[0] && mayUse.ContainsKey(used) && !allowed.Contains(used))
                .Select(used => $"{Sources.Short(file)} uses {used}"));
        }

        return wrong;
    }

    private static IEnumerable<string> Uses(string text, string rootNamespace)
    {
        var whole = Reference().Matches(text)
            .Where(match => match.Groups["root"].Value == rootNamespace)
            .Select(match => match.Groups["folder"].Value)
            .Where(folder => rootNamespace != "EdgeMonitor" || folder != "Core");
        // Inside our namespaces a folder's name alone is enough to reach into it.
        var folders = rootNamespace == "EdgeMonitor" ? DaemonMayUse.Keys : CoreMayUse.Keys;
        var relative = RelativeReference().Matches(text).Select(match => match.Groups["folder"].Value).Where(folders.Contains);
        return whole.Concat(relative).Distinct();
    }

    /// <summary>A using directive, or a name written out, below one of our two root namespaces; not the file's own namespace line.</summary>
    [GeneratedRegex(@"(?<!namespace )\b(?<root>EdgeMonitor(\.Core)?)\.(?<folder>[A-Z]\w+)\b")]
    private static partial Regex Reference();

    /// <summary>A type named by its folder: <c>new Uplink.RetryDelay()</c>, <c>&lt;Storage.IJournal&gt;</c>; not a property, which stands behind a dot, nor a word in a comment.</summary>
    [GeneratedRegex(@"(?m)^(?!\s*//).*?(?<=[\s(<\[!,])(?<folder>[A-Z][a-z]+)\.[A-Z]\w+")]
    private static partial Regex RelativeReference();
}
