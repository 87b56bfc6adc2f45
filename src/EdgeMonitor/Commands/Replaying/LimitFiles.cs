using System.Globalization;
using System.Text.Json;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands.Replaying;

/// <summary>The files of limits that a replay was given; null where one was not.</summary>
/// <param name="Given">Limits to use in place of the usual ones.</param>
/// <param name="Other">Limits to compare with.</param>
/// <param name="Json">True to print the comparison as JSON.</param>
internal sealed record LimitFiles(string? Given, string? Other, bool Json)
{
    /// <summary>The limits to use.</summary>
    /// <param name="usual">Those without a file.</param>
    /// <exception cref="ConfigurationException">The file cannot be read or has faults; each is named.</exception>
    public AlarmLimits Present(AlarmLimits usual) => Given is null ? usual : Read(Given, usual);

    /// <summary>The limits to compare with: what their file does not name stays as it is.</summary>
    /// <exception cref="ConfigurationException">The file cannot be read or has faults; each is named.</exception>
    public AlarmLimits OtherThan(AlarmLimits present) => Other is null ? present : Read(Other, present);

    /// <summary>Prints a comparison; first times are seconds from the beginning, or times of day.</summary>
    /// <param name="compared">The comparison.</param>
    /// <param name="timesOfDay">True where the line of the first times begins at 1970-01-01, UTC.</param>
    public void Print(WhatIf compared, bool timesOfDay = false)
    {
        if (Json) Terminal.Out.WriteLine(compared.Json(WriteTime));
        else foreach (var line in compared.Table(TextOf)) Terminal.Out.WriteLine(line);

        string TextOf(TimeSpan first) => timesOfDay
            ? (DateTimeOffset.UnixEpoch + first).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"at {first.TotalSeconds:0.0} s");

        void WriteTime(Utf8JsonWriter json, TimeSpan first)
        {
            if (timesOfDay) json.WriteStringValue(DateTimeOffset.UnixEpoch + first);
            else json.WriteNumberValue(Math.Round(first.TotalSeconds, 6));
        }
    }

    private static AlarmLimits Read(string path, AlarmLimits present)
    {
        var (limits, faults) = ConfigurationFile.LoadLimits(path, present);
        return faults.Count == 0 ? limits : throw new ConfigurationException(string.Join('\n', faults.Select(fault => $"{path}: {fault}")));
    }
}
