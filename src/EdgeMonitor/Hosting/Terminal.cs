#pragma warning disable RS0030 // The one place that owns the standard streams; everything else writes through it.
namespace EdgeMonitor.Hosting;

/// <summary>The process's standard streams: results to standard output, one sentence for a person to standard error.</summary>
internal static class Terminal
{
    /// <summary>Standard output, UTF-8 without a mark; buffered, so a caller that wants a line seen flushes it.</summary>
    public static TextWriter Out { get; } = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 1 << 16) { AutoFlush = false };

    /// <summary>Standard error, one line at a time.</summary>
    public static TextWriter Error => Console.Error;

    /// <summary>True where standard output is a file or a pipe, not a person's screen.</summary>
    public static bool IsRedirected => Console.IsOutputRedirected;

    /// <summary>Standard input as bytes.</summary>
    public static Stream OpenInput() => Console.OpenStandardInput();
}
