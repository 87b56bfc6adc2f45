namespace EdgeMonitor.Training;

/// <summary>What the networks learn from, and what is held against them.</summary>
internal static class QrsCases
{
    /// <summary>
    /// Leads in training. Clean first leads weigh most, as they are what matters most; noise little, since noisy candidates are many. Chosen by cross-validation
    /// over patients.
    /// </summary>
    public static readonly LeadCase[] Training =
    [
        new("lead 0", 0, Weight: 5),
        new("lead 1", 1, Weight: 3),
        new("200 Hz", 0, Rate: 200, Weight: 2),
        new("softened", 0, Softened: true, Weight: 1.5),
        new("softened lead 1", 1, Softened: true, Weight: 1),
        new("bw 0 dB", 0, "bw", 0, Weight: 0.5),
        new("ma 12 dB", 0, "ma", 12, Weight: 0.5),
        new("ma 6 dB", 0, "ma", 6, Weight: 0.5),
        new("ma 0 dB", 0, "ma", 0, Weight: 0.5),
        new("em 6 dB", 0, "em", 6, Weight: 0.5),
        new("em 0 dB", 0, "em", 0, Weight: 0.5),
        new("ma 6 dB lead 1", 1, "ma", 6, Weight: 0.5),
        new("em 3 dB lead 1", 1, "em", 3, Weight: 0.5),
    ];

    /// <summary>False for a lead that shows no beats to the eye: the second one of 101, whose complexes are below what the detector may answer to (0.15 mV).</summary>
    public static bool Shows(TrainingRecord record, LeadCase of) => of.Lead == 0 || record.Name != "101";

    /// <summary>Leads in validation, with noise that is not that of training.</summary>
    public static readonly LeadCase[] Validation =
    [
        new("lead 0", 0),
        new("lead 1", 1),
        new("bw 0 dB", 0, "bw", 0),
        new("ma 12 dB", 0, "ma", 12),
        new("ma 6 dB", 0, "ma", 6),
        new("ma 0 dB", 0, "ma", 0),
        new("em 6 dB", 0, "em", 6),
        new("em 0 dB", 0, "em", 0),
        new("upside down", 0, Gain: -1),
        new("half as high", 0, Gain: 0.5),
        new("100 Hz", 0, Rate: 100),
        new("128 Hz", 0, Rate: 128),
        new("250 Hz", 0, Rate: 250),
        new("500 Hz", 0, Rate: 500),
        new("1000 Hz", 0, Rate: 1000),
    ];
}
