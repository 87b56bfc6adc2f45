namespace EdgeMonitor.Core.Signals;

/// <summary>What part of a sensor touches the patient.</summary>
public enum Modality
{
    /// <summary>ECG electrodes.</summary>
    Ecg,

    /// <summary>Pulse oximeter probe.</summary>
    Oximeter,
}

/// <summary>Whether it touches the patient, as the device itself says.</summary>
public enum Contact
{
    /// <summary>In place.</summary>
    Attached,

    /// <summary>An electrode is off.</summary>
    LeadOff,

    /// <summary>The probe is off the patient.</summary>
    SensorOff,

    /// <summary>The probe is unplugged from the device, or broken.</summary>
    Disconnected,
}

/// <summary>A change of a sensor's contact with the patient, or its first known state in a session.</summary>
/// <param name="Sensor">The sensor's name in the configuration.</param>
/// <param name="Modality">Which part.</param>
/// <param name="Contact">The new state.</param>
/// <param name="At">When it changed.</param>
public sealed record ContactStatus(string Sensor, Modality Modality, Contact Contact, TimeSpan At) : MonitorInput(At);
