namespace EdgeMonitor.Security;

/// <summary>What a person is here; one person may be several.</summary>
[Flags]
internal enum Role
{
    /// <summary>Nobody who may act.</summary>
    None = 0,

    /// <summary>Nurse: everything that the care of this patient needs at once.</summary>
    Nurse = 1,

    /// <summary>Clinician or nurse in charge: also limits, and signals off without an end.</summary>
    Clinician = 2,

    /// <summary>Biomedical engineer: tests and service; nothing that silences one patient's alarms for care.</summary>
    Engineer = 4,

    /// <summary>Administrator: keys, and the destruction of records; nothing about alarms.</summary>
    Administrator = 8,

    /// <summary>Root, and the daemon's own user.</summary>
    All = Nurse | Clinician | Engineer | Administrator,
}
