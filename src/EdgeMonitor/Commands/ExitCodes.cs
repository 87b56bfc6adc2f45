namespace EdgeMonitor.Commands;

/// <summary>Exit codes that scripts rely on (sysexits.h).</summary>
internal static class ExitCodes
{
    /// <summary>All went well.</summary>
    public const int Ok = 0;

    /// <summary>The command line was wrong.</summary>
    public const int Usage = 64;

    /// <summary>The program itself is at fault.</summary>
    public const int Internal = 70;

    /// <summary>A file, device or disk failed.</summary>
    public const int InputOutput = 74;

    /// <summary>The configuration is wrong.</summary>
    public const int Configuration = 78;

    /// <summary>A person stopped it before its results were whole: what shells use for SIGINT, 128 + 2.</summary>
    public const int Interrupted = 130;
}
