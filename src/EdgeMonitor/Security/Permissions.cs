using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Security;

/// <summary>One row of the matrix: an act, its name in the audit stream, and who may do it.</summary>
/// <param name="Act">The command's type; null for an act that does not go to the monitor.</param>
/// <param name="Name">Its name.</param>
/// <param name="Roles">Any of these is enough.</param>
internal sealed record Permission(Type? Act, string Name, Role Roles)
{
    /// <summary>True where one of the person's roles is enough.</summary>
    public bool Allows(Role roles) => (Roles & roles) != Role.None;
}

/// <summary>
/// Who may do what, least privilege: the whole matrix is this table (README shows it too). Turning signals on again is always safe, so
/// everyone may. At the box itself acknowledge and audio pause need no role at all: the buttons do not come this way (break-glass).
/// </summary>
internal static class Permissions
{
    private const Role Care = Role.Nurse | Role.Clinician;

    /// <summary>The matrix of what a person may do to the monitor.</summary>
    public static IReadOnlyList<Permission> All { get; } =
    [
        new(typeof(AcknowledgeAlarms), "alarm-acknowledge", Care),
        new(typeof(PauseAudio), "audio-pause", Care),
        new(typeof(ResumeSignals), "signals-resume", Role.All),
        new(typeof(CallForHelp), "help-call", Role.All),
        new(typeof(BeginStandby), "standby-begin", Care),
        new(typeof(EndStandby), "standby-end", Care),
        new(typeof(AdmitPatient), "patient-admit", Care),
        new(typeof(DischargePatient), "patient-discharge", Care),
        new(typeof(EnterObservation), "patient-observe", Care),
        new(typeof(ChangeLimits), "limits-change", Role.Clinician),
        new(typeof(TurnAudioOff), "audio-off", Role.Clinician),
        new(typeof(PauseAlarms), "alarms-pause", Role.Clinician),
        new(typeof(TurnAlarmsOff), "alarms-off", Role.Clinician),
        new(typeof(TestSignals), "self-test", Role.Clinician | Role.Engineer),
    ];

    /// <summary>Another master key for the box.</summary>
    public static Permission RotateKey { get; } = new(null, "journal-rotate-key", Role.Administrator);

    /// <summary>The destruction of a discharged patient's records.</summary>
    public static Permission ShredEpisode { get; } = new(null, "journal-shred", Role.Administrator);

    /// <summary>A blood pressure measurement by cuff.</summary>
    public static Permission StartPressure { get; } = new(null, "nibp-start", Care);

    /// <summary>Its end: to let a cuff go is always safe.</summary>
    public static Permission StopPressure { get; } = new(null, "nibp-stop", Role.All);

    /// <summary>The row of an act; one that is not in the table is nobody's.</summary>
    public static Permission Of(OperatorCommand command) => All.FirstOrDefault(row => row.Act == command.GetType())
        ?? new Permission(command.GetType(), command.GetType().Name, Role.None);

    /// <summary>True where one of the person's roles is enough.</summary>
    public static bool May(Role roles, OperatorCommand command) => Of(command).Allows(roles);

    /// <summary>Roles as they stand in sentences and in the audit stream, e.g. <c>nurse or clinician</c>.</summary>
    public static string NamesOf(Role roles, string between = " or ") => roles switch
    {
        Role.None => "nobody",
        _ => string.Join(between, new[] { Role.Nurse, Role.Clinician, Role.Engineer, Role.Administrator }.Where(role => roles.HasFlag(role)).Select(role => Names.Of(role))),
    };
}
