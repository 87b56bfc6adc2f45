namespace EdgeMonitor.Commands;

/// <summary>Exit codes that scripts rely on (sysexits.h).</summary>
internal static class ExitCodes
{
    /// <summary>All went well.</summary>
    public const int Ok = 0;

    /// <summary>The command line was wrong.</summary>
    public const int Usage = 64;

    /// <summary>Stored data are not what they should be: changed, unreadable or missing (EX_DATAERR).</summary>
    public const int Damaged = 65;

    /// <summary>The monitor refused an act and says why; nothing was changed (EX_UNAVAILABLE).</summary>
    public const int Refused = 69;

    /// <summary>The program itself is at fault.</summary>
    public const int Internal = 70;

    /// <summary>A file, device or disk failed, or the daemon could not be reached.</summary>
    public const int InputOutput = 74;

    /// <summary>The monitor has not answered in time: nobody knows whether the act was done (EX_TEMPFAIL).</summary>
    public const int NoAnswer = 75;

    /// <summary>This user may not do that (EX_NOPERM).</summary>
    public const int NoPermission = 77;

    /// <summary>The configuration is wrong.</summary>
    public const int Configuration = 78;

    /// <summary>A person stopped it before its results were whole: what shells use for SIGINT, 128 + 2.</summary>
    public const int Interrupted = 130;
}
