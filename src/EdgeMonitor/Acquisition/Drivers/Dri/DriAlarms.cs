using System.Buffers.Binary;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Dri;

/// <summary>
/// The monitor's own alarms: how urgent the most urgent one is that it displays. Their texts are not passed on: EdgeMonitor alarms by its own limits, and the texts are in
/// the language of the monitor.
/// </summary>
internal static class DriAlarms
{
    /// <summary>The subrecord with the displayed alarms.</summary>
    public const byte Status = 1;

    /// <summary>Ten bytes, then five lines of 98: text of 80, whether it changed, its colour (0 none, 1 white, 2 yellow, 3 red), 14 more (from public programs).</summary>
    public const int Head = 10, LineSize = 98, Lines = 5, ColourAt = 82, HighestColour = 3;

    /// <summary>Adds the reading; false where the subrecord is none of alarms.</summary>
    public static bool Take(string sensor, ReadOnlySpan<byte> data, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        if (data.Length < Head + Lines * LineSize) return false;
        var highest = 0;
        for (var i = 0; i < Lines; i++)
        {
            var line = data.Slice(Head + i * LineSize, LineSize);
            var colour = BinaryPrimitives.ReadUInt16LittleEndian(line[ColourAt..]);
            if (colour > HighestColour) return false; // Another layout: nothing is read from it.
            if (line[0] != 0) highest = Math.Max(highest, colour);
        }

        inputs.Add(Reading.Valid(sensor, Mdc.DeviceAlarm, MdcUnit.Dimensionless, highest, at));
        return true;
    }
}
