using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Links;

/// <summary>Where on the patient a thermometer is: what its chip cannot know, the sensor's setting <c>Site</c> says.</summary>
internal static class TemperatureSite
{
    /// <summary>Name of the setting.</summary>
    public const string Setting = "Site";

    private const string Allowed = "skin, body or other";

    /// <summary>All that a thermometer may deliver.</summary>
    public static IReadOnlyList<Delivery> Deliveries { get; } =
    [
        Delivery.Number(Mdc.TempSkin, MdcUnit.DegreeCelsius, 1),
        Delivery.Number(Mdc.TempBody, MdcUnit.DegreeCelsius, 1),
        Delivery.Number(Mdc.Temp, MdcUnit.DegreeCelsius, 1),
    ];

    /// <summary>What the temperature is; skin where nothing is set, since a chip that is stuck on measures that.</summary>
    /// <exception cref="SensorSettingException">It is none of the allowed ones.</exception>
    public static uint Of(SensorContext context) => context.Settings.GetValueOrDefault(Setting, "skin").ToLowerInvariant() switch
    {
        "skin" => Mdc.TempSkin,
        "body" => Mdc.TempBody,
        "other" => Mdc.Temp,
        _ => throw new SensorSettingException($"Settings:{Setting}", context.Settings[Setting], Allowed),
    };
}
