namespace EdgeMonitor.Annunciation;

/// <summary>The outputs of the bedside.</summary>
internal enum AnnunciationOutput
{
    /// <summary>The alarm sound.</summary>
    Buzzer,

    /// <summary>The nurse-call contact.</summary>
    NurseCall,

    /// <summary>The lamp of HIGH.</summary>
    RedLamp,

    /// <summary>The lamp of MEDIUM.</summary>
    YellowLamp,

    /// <summary>The lamp of LOW.</summary>
    CyanLamp,
}

/// <summary>What every output should be now; true means that it signals, whatever level its line needs for that.</summary>
internal readonly record struct AnnunciationLevels(bool Buzzer, bool NurseCall, bool RedLamp, bool YellowLamp, bool CyanLamp)
{
    /// <summary>All outputs, the most urgent first: the order in which they are driven.</summary>
    public static IReadOnlyList<AnnunciationOutput> Outputs { get; } = Enum.GetValues<AnnunciationOutput>();

    /// <summary>The level of one output.</summary>
    public bool this[AnnunciationOutput output] => output switch
    {
        AnnunciationOutput.Buzzer => Buzzer,
        AnnunciationOutput.NurseCall => NurseCall,
        AnnunciationOutput.RedLamp => RedLamp,
        AnnunciationOutput.YellowLamp => YellowLamp,
        _ => CyanLamp,
    };
}

/// <summary>One change of one output.</summary>
/// <param name="Output">Which.</param>
/// <param name="Active">True where it begins to signal.</param>
/// <param name="At">When, on the annunciator's own time line.</param>
internal readonly record struct OutputEdge(AnnunciationOutput Output, bool Active, TimeSpan At);
