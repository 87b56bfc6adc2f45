namespace EdgeMonitor.Acquisition.Simulators.Physiology;

/// <summary>
/// How an electrode lead sees the heart's dipole: lead = X·x + Y·y + Z·z, in Frank's axes (x to the patient's left, y to the feet, z to the back).
/// Coefficients: Dower, Machado and Osborne, "On deriving the electrocardiogram from vectorcardiographic leads", Clin Cardiol 3:87-95, 1980
/// (unverified against the print).
/// </summary>
/// <param name="Name">The lead's usual name.</param>
/// <param name="X">Weight of the leftward component.</param>
/// <param name="Y">Weight of the footward component.</param>
/// <param name="Z">Weight of the backward component.</param>
internal sealed record EcgLead(string Name, double X, double Y, double Z)
{
    /// <summary>Lead I.</summary>
    public static EcgLead I { get; } = new("I", 0.632, -0.235, 0.059);

    /// <summary>Lead II: the rhythm lead.</summary>
    public static EcgLead II { get; } = new("II", 0.235, 1.066, -0.132);

    /// <summary>Lead V1.</summary>
    public static EcgLead V1 { get; } = new("V1", -0.515, 0.157, -0.917);

    /// <summary>Lead V2.</summary>
    public static EcgLead V2 { get; } = new("V2", 0.044, 0.164, -1.387);

    /// <summary>Lead V3.</summary>
    public static EcgLead V3 { get; } = new("V3", 0.882, 0.098, -1.277);

    /// <summary>Lead V4.</summary>
    public static EcgLead V4 { get; } = new("V4", 1.213, 0.127, -0.601);

    /// <summary>Lead V5.</summary>
    public static EcgLead V5 { get; } = new("V5", 1.125, 0.127, -0.086);

    /// <summary>Lead V6.</summary>
    public static EcgLead V6 { get; } = new("V6", 0.831, 0.076, 0.230);
}
