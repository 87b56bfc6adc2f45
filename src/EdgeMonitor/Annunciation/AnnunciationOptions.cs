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
    private const int QuietestVolume = 20;

    /// <summary>Device path of the GPIO chip, e.g. <c>/dev/gpiochip0</c>. Default: none, which signals on the terminal only, for demonstration.</summary>
    [MinLength(1, ErrorMessage = "a device path such as /dev/gpiochip0, or leave the key out")]
    [RegularExpression("^/dev/.+", ErrorMessage = "a device path such as /dev/gpiochip0")]
    public string? Chip { get; init; }

    /// <summary>
    /// Names of lines as <c>gpioinfo</c> shows them, by setting: <c>"LineNames": { "RedLine": "BED_RED" }</c>. A line that has one is looked up on the chip each time it is opened, and
    /// its number here counts no more: an overlay or another board may number its lines anew. Default: none.
    /// </summary>
    public Dictionary<string, string> LineNames { get; init; } = new(StringComparer.OrdinalIgnoreCase);

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

    /// <summary>Line of the green running lamp. Default 25 (header pin 22).</summary>
    [Range(0, HighestLine)]
    public int GreenLine { get; init; } = 25;

    /// <summary>Line that changes once a second while the appliance can alarm, for a guard circuit without software. Default: none.</summary>
    [Range(0, HighestLine)]
    public int? HeartbeatLine { get; init; }

    /// <summary>
    /// Number of the PWM chip that drives a loudspeaker: N of <c>/sys/class/pwm/pwmchipN</c>. The sound then comes from there, and
    /// <see cref="BuzzerLine"/> is not used. Default: none, an active buzzer on <see cref="BuzzerLine"/>.
    /// </summary>
    [Range(0, 255)]
    public int? PwmChip { get; init; }

    /// <summary>
    /// The folder of the PWM chips, where it is not <c>/sys/class/pwm</c>: a container's own mount, or a test's. Where it is given the kernel's files are used directly, since
    /// the package knows one place only. Default: none.
    /// </summary>
    [RegularExpression("^/.+", ErrorMessage = "an absolute path such as /sys/class/pwm")]
    public string? PwmRoot { get; init; }

    /// <summary>Channel of the PWM chip. Default 0.</summary>
    [Range(0, 63)]
    public int PwmChannel { get; init; }

    /// <summary>
    /// Fundamental of the sound, Hz; 150 to 1000 (IEC 60601-1-8). Default 440. Above 800 Hz only three harmonics lie below 4000 Hz, and the standard
    /// asks for four.
    /// </summary>
    [Range(150, 1000)]
    public int FrequencyHz { get; init; } = 440;

    /// <summary>Loudness of HIGH, percent of the circuit's full amplitude; 20 to 100 (chosen: 20 is 14 dB less, no setting is silence). Default 100.</summary>
    [Range(QuietestVolume, 100)]
    public int VolumeHigh { get; init; } = 100;

    /// <summary>Loudness of MEDIUM, percent, at most that of HIGH. Default 80.</summary>
    [Range(QuietestVolume, 100)]
    public int VolumeMedium { get; init; } = 80;

    /// <summary>Loudness of LOW and of the reminder signal, percent, at most that of MEDIUM. Default 60.</summary>
    [Range(QuietestVolume, 100)]
    public int VolumeLow { get; init; } = 60;

    /// <summary>Line of the button that acknowledges. Default: none.</summary>
    [Range(0, HighestLine)]
    public int? AcknowledgeButtonLine { get; init; }

    /// <summary>Line of the button that pauses the sound, and ends the pause. Default: none.</summary>
    [Range(0, HighestLine)]
    public int? PauseButtonLine { get; init; }

    /// <summary>Line of the button that calls for help. Default: none.</summary>
    [Range(0, HighestLine)]
    public int? HelpButtonLine { get; init; }

    /// <summary>True where a pressed button gives the low level; the chip's pull-up holds the line high otherwise. Default true.</summary>
    public bool ButtonsActiveLow { get; init; } = true;

    /// <summary>Input line that is active while current flows through the buzzer or loudspeaker. Default: none.</summary>
    [Range(0, HighestLine)]
    public int? BuzzerFeedbackLine { get; init; }

    /// <summary>Input line that is active while current flows through the red, yellow or cyan lamp. Default: none.</summary>
    [Range(0, HighestLine)]
    public int? LampFeedbackLine { get; init; }

    /// <summary>Input line that is active while the nurse-call relay's second contact calls. Default: none.</summary>
    [Range(0, HighestLine)]
    public int? NurseCallFeedbackLine { get; init; }

    /// <summary>True where the low level means active on the feedback lines. Default false.</summary>
    public bool FeedbackActiveLow { get; init; }

    /// <summary>True for a self-test at each start. Default: where a chip is configured.</summary>
    public bool? SelfTestAtStart { get; init; }

    /// <summary>True where the self-test also calls the nurse for half a second. Default false.</summary>
    public bool SelfTestCallsNurse { get; init; }

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

        foreach (ValidationResult wrong in LinesByName.Check(this)) yield return wrong;
        if (VolumeMedium > VolumeHigh) yield return new ValidationResult($"at most VolumeHigh ({VolumeHigh})", [nameof(VolumeMedium)]);
        if (VolumeLow > VolumeMedium) yield return new ValidationResult($"at most VolumeMedium ({VolumeMedium})", [nameof(VolumeLow)]);
        if (Chip is null && PwmChip is not null) yield return new ValidationResult("the key Chip as well: lamps and nurse call need it", [nameof(PwmChip)]);
    }

    /// <summary>Every line that is in use, by the name of its setting.</summary>
    public IEnumerable<(string Name, int Number)> Lines()
    {
        (string Name, int? Number)[] lines =
        [
            (nameof(BuzzerLine), PwmChip is null ? BuzzerLine : null), (nameof(RedLine), RedLine), (nameof(YellowLine), YellowLine),
            (nameof(CyanLine), CyanLine), (nameof(NurseCallLine), NurseCallLine), (nameof(GreenLine), GreenLine), (nameof(HeartbeatLine), HeartbeatLine),
            (nameof(AcknowledgeButtonLine), AcknowledgeButtonLine), (nameof(PauseButtonLine), PauseButtonLine), (nameof(HelpButtonLine), HelpButtonLine),
            (nameof(BuzzerFeedbackLine), BuzzerFeedbackLine), (nameof(LampFeedbackLine), LampFeedbackLine),
            (nameof(NurseCallFeedbackLine), NurseCallFeedbackLine),
        ];
        return lines.Where(line => line.Number is not null).Select(line => (line.Name, line.Number!.Value));
    }
}
