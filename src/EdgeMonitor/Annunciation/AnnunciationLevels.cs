using EdgeMonitor.Core.Alarms;

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

    /// <summary>The running lamp: steady while the appliance can alarm.</summary>
    GreenLamp,

    /// <summary>A line that changes once a second while the appliance can alarm, for a guard circuit without software.</summary>
    Heartbeat,
}

/// <summary>What every output should be now; true means that it signals, whatever level its line needs for that.</summary>
internal readonly record struct AnnunciationLevels(bool Buzzer, bool NurseCall, bool RedLamp, bool YellowLamp, bool CyanLamp)
{
    /// <summary>The running lamp.</summary>
    public bool GreenLamp { get; init; }

    /// <summary>The guard circuit's line.</summary>
    public bool Heartbeat { get; init; }

    /// <summary>Whose loudness the buzzer has while it is on.</summary>
    public AlarmPriority Loudness { get; init; }

    /// <summary>All outputs, the most urgent first: the order in which they are driven.</summary>
    public static IReadOnlyList<AnnunciationOutput> Outputs { get; } = Enum.GetValues<AnnunciationOutput>();

    /// <summary>The level of one output.</summary>
    public bool this[AnnunciationOutput output] => output switch
    {
        AnnunciationOutput.Buzzer => Buzzer,
        AnnunciationOutput.NurseCall => NurseCall,
        AnnunciationOutput.RedLamp => RedLamp,
        AnnunciationOutput.YellowLamp => YellowLamp,
        AnnunciationOutput.CyanLamp => CyanLamp,
        AnnunciationOutput.GreenLamp => GreenLamp,
        _ => Heartbeat,
    };
}

/// <summary>One change of one output.</summary>
/// <param name="Output">Which.</param>
/// <param name="Active">True where it begins to signal.</param>
/// <param name="At">When its line had been driven, on the annunciator's own time line.</param>
internal readonly record struct OutputEdge(AnnunciationOutput Output, bool Active, TimeSpan At)
{
    /// <summary>How much later than planned that was; zero where it was not planned but asked for at once.</summary>
    public TimeSpan Late { get; init; }
}
