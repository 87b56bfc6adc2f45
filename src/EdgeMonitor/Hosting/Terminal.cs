#pragma warning disable RS0030 // The one place that owns the standard streams; everything else writes through it.
namespace EdgeMonitor.Hosting;

/// <summary>The process's standard streams: results to standard output, one sentence for a person to standard error.</summary>
internal static class Terminal
{
    private static readonly StandardStream Output = new(1, "Standard output");

    /// <summary>Standard output, UTF-8 without a mark; buffered, so a caller that wants a line seen flushes it.</summary>
    public static TextWriter Out { get; } = new StreamWriter(Output, bufferSize: 1 << 16) { AutoFlush = false };

    /// <summary>Standard error, one line at a time; what it cannot take is dropped.</summary>
    public static TextWriter Error { get; } = TextWriter.Synchronized(new StreamWriter(new StandardStream(2, name: null)) { AutoFlush = true });

    /// <summary>True once the reader of standard output has gone (<c>| head</c>): nobody wants the rest.</summary>
    public static bool ReaderHasLeft => Output.ReaderHasLeft;

    /// <summary>True where standard output is a file or a pipe, not a person's screen.</summary>
    public static bool IsRedirected => Console.IsOutputRedirected;

    /// <summary>The screen's width in characters; 80 where it does not say.</summary>
    public static int Columns => Output.Columns ?? 80;

    /// <summary>Standard input as bytes.</summary>
    public static Stream OpenInput() => Console.OpenStandardInput();
}
