using System.Diagnostics.CodeAnalysis;

namespace EdgeMonitor.Tests;

/// <summary>What a test needs beside .NET. tests/run.sh installs it; a run by hand without it says so, and a CI run without it fails.</summary>
internal static class Requirement
{
    /// <summary>It is not here.</summary>
    /// <param name="sentence">What is missing and how to get it.</param>
    [DoesNotReturn]
    public static void Missing(string sentence)
    {
        if (Environment.GetEnvironmentVariable("CI") is null) Assert.Ignore(sentence);
        throw new InvalidOperationException(sentence);
    }
}
