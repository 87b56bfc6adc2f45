using EdgeMonitor.Acquisition.Links;

namespace EdgeMonitor.Acquisition;

/// <summary>What kind of link a device hangs on.</summary>
internal enum LinkKind
{
    /// <summary>A file on the disk.</summary>
    File,

    /// <summary>A serial port.</summary>
    Serial,

    /// <summary>Bluetooth Low Energy.</summary>
    Ble,

    /// <summary>An I2C bus.</summary>
    I2c,
}

/// <summary>One thing that a driver delivers.</summary>
/// <param name="Mdc">IEEE 11073-10101 context-free code; 0 for whatever the recording holds.</param>
/// <param name="Unit">IEEE 11073-10101 context-free code of the unit.</param>
/// <param name="Rate">How many a second, Hz; 0 where it comes when it was measured, or the device decides.</param>
/// <param name="IsWave">True for samples, false for single readings.</param>
internal readonly record struct Delivery(uint Mdc, uint Unit, double Rate, bool IsWave)
{
    /// <summary>A waveform.</summary>
    public static Delivery Wave(uint mdc, uint unit, double hertz) => new(mdc, unit, hertz, IsWave: true);

    /// <summary>Readings.</summary>
    public static Delivery Number(uint mdc, uint unit, double perSecond = 0) => new(mdc, unit, perSecond, IsWave: false);
}

/// <summary>What <c>edgemonitor drivers</c> says of a driver.</summary>
/// <param name="Link">The kind of link.</param>
/// <param name="Devices">The devices it reads, for people.</param>
/// <param name="Delivers">What it delivers, all that any device of the kind may.</param>
internal sealed record DriverDescription(LinkKind Link, string Devices, IReadOnlyList<Delivery> Delivers)
{
    /// <summary>The line settings at which such devices are met, the usual one first; empty for another link. <c>edgemonitor probe</c> tries them all.</summary>
    public IReadOnlyList<SerialSettings> Lines { get; init; } = [];

    /// <summary>What people may ask of it while it runs.</summary>
    public IReadOnlyList<SensorAct> Acts { get; init; } = [];
}
