using System.Diagnostics;

namespace EdgeMonitor.Tests.Brokers;

/// <summary>The programs that the tests need beside .NET.</summary>
internal static class Programs
{
    /// <summary>How to start the program, with its output piped; a test that lacks it is ignored, or fails where CI is set.</summary>
    public static ProcessStartInfo Start(string program, params string[] arguments) =>
        new(Find(program), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

    private static string Find(string program)
    {
        string folders = Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/usr/local/sbin";
        string? found = folders.Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        if (found is not null) return found;
        Requirement.Missing($"{program} was not found: install it (apt install mosquitto mosquitto-clients).");
        return "";
    }
}
