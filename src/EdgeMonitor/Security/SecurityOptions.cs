using System.ComponentModel.DataAnnotations;

namespace EdgeMonitor.Security;

/// <summary>The section <c>Security</c>: the control socket and who may act over it.</summary>
internal sealed class SecurityOptions
{
    /// <summary>
    /// Path of the control socket. Empty chooses <c>control.sock</c> in <c>$RUNTIME_DIRECTORY</c> (set by systemd: <c>/run/edgemonitor</c>), else in
    /// the state directory. At most 100 characters: the kernel takes 107 bytes (unix(7)).
    /// </summary>
    [RegularExpression("^/.{1,99}", ErrorMessage = "an absolute path of at most 100 characters, or leave the key out")]
    public string ControlSocket { get; init; } = "";

    /// <summary>Which Unix group has which role.</summary>
    public RoleOptions Roles { get; init; } = new();
}

/// <summary>Which Unix group has which role. An empty name gives the role to nobody but root and the daemon's own user.</summary>
internal sealed class RoleOptions
{
    private const string GroupName = "^$|^[a-z_][a-z0-9_-]{0,31}$";
    private const string Allowed = "the name of a Unix group, or empty for nobody";

    /// <summary>The group of the nurses. Default <c>edgemonitor-nurse</c>.</summary>
    [RegularExpression(GroupName, ErrorMessage = Allowed)]
    public string Nurse { get; init; } = "edgemonitor-nurse";

    /// <summary>The group of the clinicians and of the nurse in charge. Default <c>edgemonitor-clinician</c>.</summary>
    [RegularExpression(GroupName, ErrorMessage = Allowed)]
    public string Clinician { get; init; } = "edgemonitor-clinician";

    /// <summary>The group of the biomedical engineers. Default <c>edgemonitor-engineer</c>.</summary>
    [RegularExpression(GroupName, ErrorMessage = Allowed)]
    public string Engineer { get; init; } = "edgemonitor-engineer";

    /// <summary>The group of those who may change keys and destroy records. Default <c>edgemonitor-admin</c>.</summary>
    [RegularExpression(GroupName, ErrorMessage = Allowed)]
    public string Administrator { get; init; } = "edgemonitor-admin";

    /// <summary>Each role with its group's name.</summary>
    public IReadOnlyList<(Role Role, string Group)> All => [(Role.Nurse, Nurse), (Role.Clinician, Clinician), (Role.Engineer, Engineer), (Role.Administrator, Administrator)];
}
