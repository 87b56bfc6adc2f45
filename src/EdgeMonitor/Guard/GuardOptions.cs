using System.ComponentModel.DataAnnotations;

namespace EdgeMonitor.Guard;

/// <summary>The section <c>Guard</c>: the fail-safe line that the guard unit owns, and the socket over which the daemon pets it.</summary>
internal sealed class GuardOptions
{
    private const string APath = "an absolute path of at most 100 characters, or leave the key out";

    /// <summary>Device path of the GPIO chip. Default: none, which sounds on the terminal only, for demonstration.</summary>
    [RegularExpression("^/dev/.+", ErrorMessage = "a device path such as /dev/gpiochip0, or leave the key out")]
    public string? Chip { get; init; }

    /// <summary>Line of the fail-safe buzzer; a line of its own. Default 26 (header pin 37).</summary>
    [Range(0, 1023)]
    public int Line { get; init; } = 26;

    /// <summary>True where the low level sounds. Default false.</summary>
    public bool ActiveLow { get; init; }

    /// <summary>
    /// The socket: for the guard where it listens, for the daemon where it pets. Default <c>/run/edgemonitor-guard/guard.sock</c>, as the unit of
    /// <c>systemd/</c> has it. At most 100 characters: the kernel takes 107 bytes (unix(7)).
    /// </summary>
    [RegularExpression("^/.{1,99}", ErrorMessage = APath)]
    [MinLength(1, ErrorMessage = APath)]
    public string? Socket { get; init; }

    /// <summary>The socket in use.</summary>
    public string SocketPath => Socket ?? "/run/edgemonitor-guard/guard.sock";

    /// <summary>True where this box is to have a guard: its chip or its socket is given. Then the bedside signals its absence (<c>guard-unreachable</c>).</summary>
    public bool IsConfigured => Chip is not null || Socket is { Length: > 0 };
}
