using System.ComponentModel.DataAnnotations;

namespace EdgeMonitor.Hosting;

/// <summary>Who this box is. Neither name may say anything about a patient: both stand in topics.</summary>
internal sealed class DeviceOptions
{
    /// <summary>Device id, unique within the site; also the MQTT client id.</summary>
    [Required]
    [RegularExpression("[A-Za-z0-9._-]{1,64}", ErrorMessage = "1 to 64 letters, digits, dots, hyphens or underscores")]
    public string Id { get; init; } = "";

    /// <summary>Site (hospital, ward) that the topics begin with.</summary>
    [Required]
    [RegularExpression("[A-Za-z0-9._-]{1,64}", ErrorMessage = "1 to 64 letters, digits, dots, hyphens or underscores")]
    public string Site { get; init; } = "";

    /// <summary>False at a site without a time server: then <c>clock-unsynchronised</c> is not signalled. Default true.</summary>
    public bool TimeServerExpected { get; init; } = true;
}
