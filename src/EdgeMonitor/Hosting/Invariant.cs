using System.Diagnostics.CodeAnalysis;

namespace EdgeMonitor.Hosting;

/// <summary>What must be true whatever comes from outside. When it is not, the program is wrong: it stops and systemd starts it again.</summary>
internal static class Invariant
{
    /// <summary>Goes on only if the condition holds; always checked, never caught.</summary>
    /// <exception cref="InvariantException">It does not hold.</exception>
    public static void Holds([DoesNotReturnIf(false)] bool condition, string what)
    {
        if (!condition) throw new InvariantException(what);
    }
}

/// <summary>An invariant of the program does not hold.</summary>
internal sealed class InvariantException(string what) : Exception(what);
