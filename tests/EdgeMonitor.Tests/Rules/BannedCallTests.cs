using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace EdgeMonitor.Tests.Rules;

/// <summary>The compiler refuses banned calls (build/BannedSymbols.txt); these rules hold the ban itself in place.</summary>
public sealed partial class BannedCallTests
{
    [TestCase("P:System.DateTime.Now")]
    [TestCase("P:System.DateTime.UtcNow")]
    [TestCase("P:System.DateTime.Today")]
    [TestCase("P:System.DateTimeOffset.Now")]
    [TestCase("P:System.DateTimeOffset.UtcNow")]
    [TestCase("P:System.Environment.TickCount")]
    [TestCase("P:System.Environment.TickCount64")]
    [TestCase("T:System.Diagnostics.Stopwatch")]
    [TestCase("M:System.Threading.Thread.Sleep(System.Int32)")]
    [TestCase("M:System.Threading.Thread.Sleep(System.TimeSpan)")]
    [TestCase("M:System.Threading.Tasks.Task.Delay(System.Int32)")]
    [TestCase("M:System.Threading.Tasks.Task.Delay(System.Int32,System.Threading.CancellationToken)")]
    [TestCase("M:System.Threading.Tasks.Task.Delay(System.TimeSpan)")]
    [TestCase("M:System.Threading.Tasks.Task.Delay(System.TimeSpan,System.Threading.CancellationToken)")]
    [TestCase("M:System.Threading.Channels.Channel.CreateUnbounded``1")]
    [TestCase("M:System.Threading.Channels.Channel.CreateUnbounded``1(System.Threading.Channels.UnboundedChannelOptions)")]
    [TestCase("T:System.Console")]
    [TestCase("M:System.IO.FileStream.Flush(System.Boolean)")]
    [TestCase("M:System.IO.RandomAccess.FlushToDisk(Microsoft.Win32.SafeHandles.SafeFileHandle)")]
    public void TheListNamesIt(string symbol)
    {
        var lines = File.ReadAllLines(Path.Combine(Sources.Root, "build/BannedSymbols.txt"));
        Assert.That(lines, Has.One.Matches<string>(line => line!.StartsWith(symbol + ";", StringComparison.Ordinal)));
    }

    [Test]
    public void TheListReachesEveryProject()
    {
        var all = XDocument.Load(Path.Combine(Sources.Root, "Directory.Build.props"));
        Assert.That(all.Descendants("AdditionalFiles").Attributes("Include").Select(file => file.Value), Has.One.EndsWith("build/BannedSymbols.txt"));
        Assert.That(all.Descendants("TreatWarningsAsErrors").Single().Value, Is.EqualTo("true"));
        var packages = XDocument.Load(Path.Combine(Sources.Root, "Directory.Packages.props"));
        Assert.That(packages.Descendants("GlobalPackageReference").Attributes("Include").Select(package => package.Value), Does.Contain("Microsoft.CodeAnalysis.BannedApiAnalyzers"));
    }

    /// <summary>RS0030 is the ban's own diagnostic.</summary>
    [Test]
    public void NothingLowersTheBan()
    {
        string[] settings = [.. Directory.EnumerateFiles(Sources.Root, ".editorconfig"), .. Directory.EnumerateFiles(Sources.Root, "*.props"), .. new[] { "src", "central", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Sources.Root, folder), "*.csproj", SearchOption.AllDirectories))];
        Assert.That(settings.Where(file => File.ReadAllText(file).Contains("RS0030", StringComparison.Ordinal)), Is.Empty);
        var projects = settings.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)).Where(file => Lowered().IsMatch(File.ReadAllText(file)));
        Assert.That(projects, Is.Empty);
    }

    [Test]
    public void EveryExceptionToAWarningSaysWhy()
    {
        var silent = Sources.Below("src").Concat(Sources.Below("central")).Concat(Sources.Below("tests"))
            .SelectMany(file => File.ReadLines(file).Where(line => Disable().IsMatch(line)).Select(line => $"{Sources.Short(file)}: {line.Trim()}"))
            .Where(line => !line.Contains("//", StringComparison.Ordinal) && !line.Contains("Justification", StringComparison.Ordinal));
        Assert.That(silent, Is.Empty);
    }

    [Test]
    public void NothingOutsideTheEntryPointCatchesEverything()
    {
        var wrong = Sources.Below("src").Concat(Sources.Below("central"))
            .Where(file => Path.GetFileName(file) != "Program.cs" && CatchAll().IsMatch(File.ReadAllText(file)))
            .Select(Sources.Short);
        Assert.That(wrong, Is.Empty);
    }

    [GeneratedRegex(@"^\s*#pragma warning disable|SuppressMessage\(")]
    private static partial Regex Disable();

    // Over a damaged file LiteDB runs into nearly any exception: what is let through is named in LiteFault alone.
    [GeneratedRegex(@"catch\s*(\(\s*(System\.)?Exception\b[^)]*\)(?!\s*when\s*\((\w+\s+is\s|LiteFault\.))|\{)")]
    private static partial Regex CatchAll();

    [GeneratedRegex("TreatWarningsAsErrors|CodeAnalysisTreatWarningsAsErrors|RunAnalyzers|AnalysisMode")]
    private static partial Regex Lowered();
}
