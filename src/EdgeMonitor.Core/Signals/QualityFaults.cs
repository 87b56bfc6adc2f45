namespace EdgeMonitor.Core.Signals;

/// <summary>Why a signal is not as good as it should be; several may be true at once.</summary>
[Flags]
public enum QualityFaults
{
    /// <summary>Nothing is wrong that can be seen.</summary>
    None = 0,

    /// <summary>A part of it does not move at all.</summary>
    Flat = 1,

    /// <summary>It is cut off at an end of the converter or of the amplifier.</summary>
    Clipped = 2,

    /// <summary>Muscles, movement or contacts hide what is looked for.</summary>
    Noise = 4,

    /// <summary>The mains hum in it, 50 or 60 Hz.</summary>
    Mains = 8,

    /// <summary>Two detectors that look at it in different ways do not find the same.</summary>
    Disagreement = 16,
}
