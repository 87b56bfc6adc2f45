using System.ComponentModel.DataAnnotations;

namespace EdgeMonitor.Annunciation;

/// <summary>
/// The section <c>Annunciation</c>: which lines carry the buzzer, the lamps and the nurse call. Line numbers count on the chip; on a
/// Raspberry Pi's header they are the GPIO (BCM) numbers. The defaults are lines that this board pulls down while it starts, so that
/// nothing sounds or lights before the daemon owns them (hardware/README.md).
/// </summary>
internal sealed class AnnunciationOptions : IValidatableObject
{
    private const int HighestLine = 1023;

    /// <summary>Device path of the GPIO chip, e.g. <c>/dev/gpiochip0</c>. Default: none, which signals on the terminal only, for demonstration.</summary>
    [MinLength(1, ErrorMessage = "a device path such as /dev/gpiochip0, or leave the key out")]
    [RegularExpression("^/dev/.+", ErrorMessage = "a device path such as /dev/gpiochip0")]
    public string? Chip { get; init; }

    /// <summary>Line of the buzzer. Default 17 (header pin 11).</summary>
    [Range(0, HighestLine)]
    public int BuzzerLine { get; init; } = 17;

    /// <summary>Line of the red lamp, HIGH. Default 27 (header pin 13).</summary>
    [Range(0, HighestLine)]
    public int RedLine { get; init; } = 27;

    /// <summary>Line of the yellow lamp, MEDIUM. Default 22 (header pin 15).</summary>
    [Range(0, HighestLine)]
    public int YellowLine { get; init; } = 22;

    /// <summary>Line of the cyan lamp, LOW. Default 23 (header pin 16).</summary>
    [Range(0, HighestLine)]
    public int CyanLine { get; init; } = 23;

    /// <summary>Line of the nurse-call relay's coil. Default 24 (header pin 18).</summary>
    [Range(0, HighestLine)]
    public int NurseCallLine { get; init; } = 24;

    /// <summary>True where the low level sounds the buzzer. Default false: through an NPN transistor the high level does.</summary>
    public bool BuzzerActiveLow { get; init; }

    /// <summary>True where the low level lights the lamps (common anode). Default false.</summary>
    public bool LampsActiveLow { get; init; }

    /// <summary>True where the low level energises the nurse-call relay's coil. Default false.</summary>
    public bool NurseCallActiveLow { get; init; }

    /// <summary>
    /// True where the relay is energised while there is nothing to call for, and its resting contact calls. Default true: loss of power, a
    /// broken wire, a crash and the end of the daemon then call. False only where the nurse-call system asks for it.
    /// </summary>
    public bool NurseCallNormallyEnergised { get; init; } = true;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (IGrouping<int, string> shared in Lines().GroupBy(line => line.Number, line => line.Name).Where(names => names.Count() > 1))
        {
            yield return new ValidationResult($"a line of its own; {string.Join(" and ", shared)} are on line {shared.Key}", shared);
        }
    }

    private IEnumerable<(string Name, int Number)> Lines() =>
    [
        (nameof(BuzzerLine), BuzzerLine), (nameof(RedLine), RedLine), (nameof(YellowLine), YellowLine),
        (nameof(CyanLine), CyanLine), (nameof(NurseCallLine), NurseCallLine),
    ];
}
