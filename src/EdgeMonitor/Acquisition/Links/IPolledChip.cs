using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Links;

/// <summary>What came of one measurement: a number in the quantity's unit, or why there is none.</summary>
internal readonly record struct Measured
{
    private Measured(double value, NoData reason) => (Value, Reason) = (value, reason);

    /// <summary>The number; means nothing where there is a reason.</summary>
    public double Value { get; }

    /// <summary>Why there is none.</summary>
    public NoData Reason { get; }

    /// <summary>A number.</summary>
    public static implicit operator Measured(double value) => new(value, NoData.None);

    /// <summary>No number.</summary>
    public static Measured Missing(NoData reason) => new(0, reason);
}

/// <summary>One kind of chip that is asked for numbers; a fresh one for each session.</summary>
internal interface IPolledChip
{
    /// <summary>Checks that it is the right chip and sets it up.</summary>
    /// <exception cref="IOException">It is another one, or does not answer.</exception>
    ChipIdentity Begin(I2cChip chip);

    /// <summary>Reads all quantities, in the driver's order and units.</summary>
    /// <exception cref="I2cException">A transfer failed.</exception>
    void Read(I2cChip chip, Span<Measured> values);
}

/// <summary>What a chip says it is; empty where it does not say it.</summary>
/// <param name="Model">Maker's part.</param>
/// <param name="Serial">Its serial number.</param>
/// <param name="Firmware">Its revision.</param>
internal readonly record struct ChipIdentity(string Model, string Serial = "", string Firmware = "")
{
    /// <summary>The input that tells it.</summary>
    public DeviceIdentity At(string sensor, TimeSpan at) => new(sensor, Model, Serial, Firmware, at);
}
