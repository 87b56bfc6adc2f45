using System.Globalization;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Commands;

/// <summary>What a role needs, and what makes no sense in it.</summary>
internal static class StationCheck
{
    private const string AName = "1 to 64 letters, digits, dots, hyphens or underscores";

    /// <summary>Notes every fault.</summary>
    public static void Check(EdgeMonitorOptions options, SettingsReader reader)
    {
        CheckNames("Station:Beds", options.Station.Beds, options.Device.Id, reader);
        CheckNames("Station:Expected", options.Station.Expected, options.Device.Id, reader);
        CheckCommands(options.Uplink, reader);
        if (options.Role == BoxRole.Station) CheckStation(options, reader);
        else CheckBedside(options, reader);
    }

    private static void CheckStation(EdgeMonitorOptions options, SettingsReader reader)
    {
        if (options.Sensors.Count > 0) reader.Fault("Sensors", Count(options.Sensors.Count), "none: a nurse station has no sensors");
        if (options.Station.Beds.Count == 0) reader.Fault("Station:Beds", "", "at least one bed");
        if (!options.Uplink.IsConfigured) reader.Fault("Uplink:Host", "", "the broker of the beds: a nurse station hears nothing without it");
        if (options.Station.Expected.Count > 0) reader.Fault("Station:Expected", Count(options.Station.Expected.Count), "none: a bed expects stations, not a station");
        if (options.Station.HonourAcknowledge) reader.Fault("Station:HonourAcknowledge", "True", "false: it is the beds that honour it");
        if (options.Uplink.AcceptCommands.Count > 0) reader.Fault("Uplink:AcceptCommands", Count(options.Uplink.AcceptCommands.Count), "none: a nurse station takes no commands from outside");
    }

    private static void CheckBedside(EdgeMonitorOptions options, SettingsReader reader)
    {
        if (options.Station.Beds.Count > 0) reader.Fault("Station:Beds", Count(options.Station.Beds.Count), "none: only a box of the role Station watches beds");
        var speaks = options.Station.Expected.Count > 0;
        if (speaks && !options.Uplink.IsConfigured) reader.Fault("Uplink:Host", "", "a broker: the expected nurse stations are reached over it");
        if (options.Station.HonourAcknowledge && !speaks) reader.Fault("Station:HonourAcknowledge", "True", "false where no nurse station is expected");
    }

    private static void CheckCommands(UplinkOptions uplink, SettingsReader reader)
    {
        for (var i = 0; i < uplink.AcceptCommands.Count; i++)
        {
            if (!CommandInbox.Acts.Contains(uplink.AcceptCommands[i]))
                reader.Fault($"Uplink:AcceptCommands:{Count(i)}", uplink.AcceptCommands[i], $"one of {string.Join(", ", CommandInbox.Acts)}");
        }
    }

    private static void CheckNames(string key, List<string> names, string own, SettingsReader reader)
    {
        for (var i = 0; i < names.Count; i++)
        {
            var entry = $"{key}:{Count(i)}";
            if (!Topics.IsName(names[i])) reader.Fault(entry, names[i], AName);
            else if (names[i] == own) reader.Fault(entry, names[i], "another device than this one");
            else if (names.IndexOf(names[i]) < i) reader.Fault(entry, names[i], "a name that no other entry has");
        }
    }

    private static string Count(int number) => number.ToString(CultureInfo.InvariantCulture);
}
