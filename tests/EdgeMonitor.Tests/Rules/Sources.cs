using System.Text.RegularExpressions;

namespace EdgeMonitor.Tests.Rules;

/// <summary>The repository's own files, for the rules that read them.</summary>
internal static partial class Sources
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>All C# files below a folder of the repository, without build output.</summary>
    public static IEnumerable<string> Below(string folder) => Directory
        .EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        .Where(file => !BuildOutput().IsMatch(file));

    /// <summary>A path as people write it, from the root.</summary>
    public static string Short(string file) => Path.GetRelativePath(Root, file);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EdgeMonitor.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("EdgeMonitor.sln is above none of the test assembly's folders.");
    }

    [GeneratedRegex("[/\\\\](bin|obj)[/\\\\]")]
    private static partial Regex BuildOutput();
}
