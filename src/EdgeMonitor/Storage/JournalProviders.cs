using System.Reflection;
using System.Security.Cryptography;

namespace EdgeMonitor.Storage;

/// <summary>Which provider the journal uses here, and why not an earlier one.</summary>
/// <param name="Provider">The chosen one.</param>
/// <param name="Refused">A sentence for each provider that was tried first and failed: a technical alarm.</param>
internal sealed record JournalChoice(JournalProviderAttribute Provider, IReadOnlyList<string> Refused);

/// <summary>The journal's providers compiled in.</summary>
internal static class JournalProviders
{
    private const string Stream = "contract";

    /// <summary>All providers, first choice first.</summary>
    public static IReadOnlyList<JournalProviderAttribute> All { get; } =
        [.. typeof(JournalProviders).Assembly.GetCustomAttributes<JournalProviderAttribute>().OrderBy(provider => provider.Rank)];

    /// <summary>What the setting may say.</summary>
    public static string Names => string.Join(", ", All.Select(provider => provider.Name).Prepend(ProviderOrder.Auto));

    /// <summary>True for a provider's name, or auto.</summary>
    public static bool IsKnown(string name) =>
        name.Equals(ProviderOrder.Auto, StringComparison.OrdinalIgnoreCase) || All.Any(provider => provider.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// The first provider that passes a small contract check (append with sync, reopen, read, trim) in a scratch directory beside the
    /// journal, that is on the same disk; the scratch directory is removed. Where none passes because the disk refuses, e.g. as it is full,
    /// that is no provider's fault: the first such one is chosen, since reading and trimming may still work.
    /// </summary>
    /// <param name="directory">The journal's directory; it need not exist.</param>
    /// <param name="providers">Those to try, first choice first; usually <see cref="All"/>.</param>
    /// <exception cref="JournalException">None can work here.</exception>
    public static JournalChoice Choose(string directory, IReadOnlyList<JournalProviderAttribute> providers)
    {
        var refused = new List<string>();
        JournalProviderAttribute? untried = null;
        foreach (var provider in providers)
        {
            var (reason, disk) = Check(provider, Path.GetFullPath(directory) + ".check");
            if (reason is null) return new JournalChoice(provider, refused);
            refused.Add($"The journal's provider {provider.Name} failed its check: {reason}");
            // A full disk must not part the records from the provider that can read and remove them.
            if (disk && ProviderFiles.In(directory, provider.Name).Count > 0) return new JournalChoice(provider, refused);
            if (disk) untried ??= provider;
        }

        return untried is not null
            ? new JournalChoice(untried, refused)
            : throw new JournalException("No provider of the journal works here: install this program again. " + string.Join(' ', refused));
    }

    private static (string? Reason, bool Disk) Check(JournalProviderAttribute provider, string scratch)
    {
        try
        {
            Clear(scratch);
            // A level deeper: what this box's sequence numbers begin with stands beside its journal, and the check begins at 1.
            var reason = Try(provider, Path.Combine(scratch, "journal"));
            Clear(scratch);
            return (reason, false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (error.Message, true);
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException
            or TypeInitializationException or BadImageFormatException)
        {
            return (error.Message, false); // its native library is missing or another one
        }
    }

    private static void Clear(string scratch)
    {
        if (Directory.Exists(scratch)) Directory.Delete(scratch, recursive: true);
    }

    private static string? Try(JournalProviderAttribute provider, string scratch)
    {
        var first = RandomNumberGenerator.GetBytes(100);
        var second = RandomNumberGenerator.GetBytes(30_000);
        using (var journal = provider.Open(scratch))
        {
            journal.Append([new JournalRecord(Stream, 1, first)]);
            journal.Append([new JournalRecord(Stream, 2, second), new JournalRecord(Stream, 3, first)]);
        }

        using (var journal = provider.Open(scratch))
        {
            var read = journal.ReadFrom(Stream, 0, 10);
            if (read.Count != 3 || !read[0].Bytes.Span.SequenceEqual(first) || !read[1].Bytes.Span.SequenceEqual(second))
                return "what it stored was not there, or not the same, after it was opened again.";
            journal.Trim(Stream, 1, 3);
        }

        using (var journal = provider.Open(scratch))
        {
            return journal.Count(Stream) == 0 && journal.LastSequence(Stream) == 3 ? null : "it forgot what was removed, or its last sequence.";
        }
    }
}
