namespace EdgeMonitor.Core.Alarms;

/// <summary>Who is monitored: it decides the default limits and their recommended bounds.</summary>
public enum PatientProfile
{
    /// <summary>An adult.</summary>
    Adult,

    /// <summary>A child.</summary>
    Child,

    /// <summary>A newborn.</summary>
    Neonate,
}
