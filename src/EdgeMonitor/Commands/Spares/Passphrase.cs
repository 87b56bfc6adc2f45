using System.CommandLine;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands.Spares;

/// <summary>A passphrase from a file, or from standard input: never from the command line, which other users and the shell's history see.</summary>
internal sealed class Passphrase
{
    /// <summary>Chosen: twelve characters of a generator withstand a search through 600,000 rounds each; fewer are refused.</summary>
    private const int Shortest = 12;

    /// <summary>The option.</summary>
    public Option<string?> File { get; } = new("--passphrase-file")
    {
        Description = "File whose first line is the passphrase; without it, standard input's first line is.",
        HelpName = "file",
    };

    /// <summary>The passphrase.</summary>
    /// <exception cref="SpareException">There is none, or it is too short.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public string Read(ParseResult result)
    {
        var path = result.GetValue(File);
        using var reader = path is null ? new StreamReader(Terminal.OpenInput()) : new StreamReader(path);
        var line = reader.ReadLine() ?? "";
        if (line.Length >= Shortest) return line;
        throw new SpareException($"The passphrase is the first line of {path ?? "standard input"} and must have at least {Shortest} characters; there are {line.Length}.");
    }
}
