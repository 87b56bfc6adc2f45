using System.Globalization;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Links.Ble;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Tests.Acquisition.Links.Ble;

/// <summary>Values of characteristics through a profile, and what comes out as short texts.</summary>
internal static class GattValues
{
    /// <summary>Bytes that each parser takes, as values of a device's length.</summary>
    private const int FuzzBytes = 10_000_000;

    /// <summary>Longest value tried.</summary>
    private const int LongestValue = 24;

    /// <summary>The box's local time in these tests, at the beginning of its line: the time that the captured values carry.</summary>
    private static readonly DateTime BoxTime = new(2026, 1, 2, 12, 30, 45, DateTimeKind.Local);

    /// <summary>The clock of a device that does not show it.</summary>
    public static DeviceClock Clock() => new(new MonitorClock(new ManualTime { Start = new DateTimeOffset(BoxTime).ToUniversalTime() }));

    /// <summary>What a value says: <c>MDC_ECG_HEART_RATE 72 Unknown</c>, <c>Ecg LeadOff</c>; one line where it is malformed.</summary>
    public static List<string> Say(this IGattProfile profile, Guid characteristic, string hex, DeviceClock? clock = null)
    {
        var inputs = new List<MonitorInput>();
        return profile.Decode(characteristic, Decoding.Hex(hex), TimeSpan.Zero, clock ?? Clock(), inputs) ? [.. inputs.Select(Text)] : ["malformed"];
    }

    public static string Text(MonitorInput input) => input switch
    {
        Reading { Value: { } value } reading => string.Create(CultureInfo.InvariantCulture, $"{Mdc.NameOf(reading.Mdc)} {value}{(reading.Quality == SignalQuality.Unknown ? "" : " " + reading.Quality)}"),
        Reading reading => $"{Mdc.NameOf(reading.Mdc)} {reading.Reason}",
        ContactStatus contact => $"{contact.Modality} {contact.Contact}",
        DeviceIdentity identity => $"identity {identity.Model}/{identity.Serial}/{identity.Firmware}",
        SignalList list => $"session {list.DataAge?.TotalSeconds.ToString(CultureInfo.InvariantCulture)}",
        _ => input.ToString(),
    };

    /// <summary>
    /// Random values and altered good ones: none may throw, and whatever is read is finite, within bounds, and of the driver's description.
    /// </summary>
    /// <param name="profile">The parser.</param>
    /// <param name="description">What its driver delivers.</param>
    /// <param name="most">Highest value of any reading.</param>
    /// <param name="captures">File with good values, by the characteristic's number.</param>
    public static void Fuzz(IGattProfile profile, DriverDescription description, double most, params (Guid Characteristic, string File)[] captures)
    {
        var random = new Random(20261122);
        var good = captures.SelectMany(capture => Lines(capture.File).Select(line => (capture.Characteristic, Bytes: Decoding.Hex(line)))).ToList();
        foreach (var (characteristic, bytes) in good)
        {
            Assert.That(profile.Decode(characteristic, bytes, TimeSpan.Zero, Clock(), []), Is.True);
            for (var length = 0; length < bytes.Length; length++) profile.Decode(characteristic, bytes.AsSpan(0, length), TimeSpan.Zero, Clock(), []);
        }

        var clock = Clock();
        clock.Show(Decoding.Hex("EA 07 01 02 0C 1E 2D 05 00 00"), TimeSpan.Zero);
        var inputs = new List<MonitorInput>();
        var value = new byte[LongestValue];
        var allowed = description.Delivers.Select(part => (part.Mdc, part.Unit)).ToHashSet();
        for (var fed = 0; fed < FuzzBytes;)
        {
            var (characteristic, bytes) = good[random.Next(good.Count)];
            var length = random.Next(value.Length + 1);
            random.NextBytes(value);
            if (random.Next(2) == 0)
            {
                length = Math.Min(bytes.Length, value.Length);
                bytes.AsSpan(0, length).CopyTo(value);
                for (var change = random.Next(1, 4); change > 0; change--) value[random.Next(length)] = (byte)random.Next(256);
            }

            if (random.Next(16) == 0) characteristic = profile.Settings.Count > 0 ? profile.Settings[0] : BleUuid.Model;
            profile.Decode(characteristic, value.AsSpan(0, length), TimeSpan.Zero, clock, inputs);
            fed += length + 1;
            foreach (var input in inputs)
            {
                if (input is not Reading reading) continue;
                if (!allowed.Contains((reading.Mdc, reading.Unit)) || reading.Value is <= 0 || reading.Value > most) Assert.Fail($"{Convert.ToHexString(value.AsSpan(0, length))}: {Text(input)}");
            }

            inputs.Clear();
        }
    }

    private static IEnumerable<string> Lines(string file)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EdgeMonitor.sln"))) folder = folder.Parent;
        return File.ReadLines(Path.Combine(folder!.FullName, "tests/EdgeMonitor.Tests/Acquisition/Drivers", file)).Where(line => line.Length > 0 && line[0] != '#');
    }
}
