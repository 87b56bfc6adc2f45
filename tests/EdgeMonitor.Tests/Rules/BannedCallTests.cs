using System.Text.RegularExpressions;

namespace EdgeMonitor.Tests.Rules;

/// <summary>The compiler refuses banned calls (build/BannedSymbols.txt); these rules hold the ban itself in place.</summary>
public sealed partial class BannedCallTests
{
    [TestCase("P:System.DateTime.UtcNow")]
    [TestCase("P:System.DateTimeOffset.UtcNow")]
    [TestCase("T:System.Diagnostics.Stopwatch")]
    [TestCase("M:System.Threading.Thread.Sleep(System.Int32)")]
    [TestCase("M:System.Threading.Tasks.Task.Delay(System.Int32)")]
    [TestCase("M:System.Threading.Channels.Channel.CreateUnbounded``1")]
    [TestCase("T:System.Console")]
    [TestCase("M:System.IO.FileStream.Flush(System.Boolean)")]
    public void TheListNamesIt(string symbol)
    {
        var lines = File.ReadAllLines(Path.Combine(Sources.Root, "build/BannedSymbols.txt"));
        Assert.That(lines, Has.One.Matches<string>(line => line!.StartsWith(symbol + ";", StringComparison.Ordinal)));
    }

    [Test]
    public void TheListReachesEveryProject()
    {
        Assert.That(File.ReadAllText(Path.Combine(Sources.Root, "Directory.Build.props")), Does.Contain("build/BannedSymbols.txt"));
        Assert.That(File.ReadAllText(Path.Combine(Sources.Root, "Directory.Packages.props")), Does.Contain("GlobalPackageReference Include=\"Microsoft.CodeAnalysis.BannedApiAnalyzers\""));
    }

    [Test]
    public void EveryExceptionToAWarningSaysWhy()
    {
        var silent = Sources.Below("src").Concat(Sources.Below("tests"))
            .SelectMany(file => File.ReadLines(file).Where(line => Disable().IsMatch(line)).Select(line => $"{Sources.Short(file)}: {line.Trim()}"))
            .Where(line => !line.Contains("//", StringComparison.Ordinal));
        Assert.That(silent, Is.Empty);
    }

    [Test]
    public void NothingOutsideTheEntryPointCatchesEverything()
    {
        var wrong = Sources.Below("src")
            .Where(file => Path.GetFileName(file) != "Program.cs" && CatchAll().IsMatch(File.ReadAllText(file)))
            .Select(Sources.Short);
        Assert.That(wrong, Is.Empty);
    }

    [GeneratedRegex(@"^\s*#pragma warning disable")]
    private static partial Regex Disable();

    [GeneratedRegex(@"catch\s*(\(\s*(System\.)?Exception\b[^)]*\)(?!\s*when)|\{)")]
    private static partial Regex CatchAll();
}
