using System.Reflection;
using System.Text.RegularExpressions;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Rules;

/// <summary>The part that can harm a patient has no package, no clock, no I/O, no logging and nothing asynchronous.</summary>
public sealed partial class CoreIsPureTests
{
    [Test]
    public void TheProjectReferencesNoPackageAndNoProject()
    {
        var project = File.ReadAllText(Path.Combine(Sources.Root, "src/EdgeMonitor.Core/EdgeMonitor.Core.csproj"));
        Assert.That(project, Does.Not.Contain("Reference"));
    }

    [Test]
    public void TheAssemblyReferencesTheBaseLibraryOnly()
    {
        var references = typeof(MonitorInput).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!).ToArray();
        Assert.That(references, Is.All.Matches<string>(name => name!.StartsWith("System.", StringComparison.Ordinal)));
        Assert.That(references, Has.None.Matches<string>(name => ImpureLibrary().IsMatch(name!)));
    }

    [Test]
    public void NoSourceFileNamesAClockAFileAThreadOrALog()
    {
        var wrong = Sources.Below("src/EdgeMonitor.Core")
            .SelectMany(file => ImpureName().Matches(File.ReadAllText(file)).Select(match => $"{Sources.Short(file)}: {match.Value}"))
            .ToArray();
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void NoTypeKeepsStaticStateThatCanChange()
    {
        var changing = typeof(MonitorInput).Assembly.GetTypes()
            .Where(type => !type.Name.Contains('<', StringComparison.Ordinal))
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => !field.IsLiteral && !field.IsInitOnly)
            .Select(field => $"{field.DeclaringType}.{field.Name}")
            .ToArray();
        Assert.That(changing, Is.Empty);
    }

    [GeneratedRegex(@"System\.(Net|IO\.(Pipes|FileSystem)|Threading\.(Thread|Tasks|Channels)|Console|Diagnostics\.Process)")]
    private static partial Regex ImpureLibrary();

    [GeneratedRegex(@"\b(DateTime|DateTimeOffset|TimeProvider|Stopwatch|Environment|File|FileStream|Directory|Thread|Task|async|await|ILogger|Random|RandomNumberGenerator|Guid|Timer|ThreadPool)\b[.<( ](?![a-z ]*[.,;:])")]
    private static partial Regex ImpureName();
}
