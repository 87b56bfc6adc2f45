using EdgeMonitor.Acquisition.Drivers.Mlx90614;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Acquisition.Simulators.I2c;

/// <summary>An MLX90614 that looks at a simulated patient's forehead; every word with its packet error code.</summary>
/// <param name="patient">Whom it looks at.</param>
/// <param name="seconds">The patient's time, s.</param>
/// <param name="address">Its address.</param>
internal sealed class Mlx90614Simulator(Patient patient, Func<double> seconds, int address) : ISimulatedChip
{
    /// <summary>Skin below body temperature, and the room, °C (chosen).</summary>
    public const double SkinBelowBody = 2.5, Room = 22;

    private byte _command;

    /// <summary>What it says that its own address is; null for the right one.</summary>
    public int? OwnAddress { get; set; }

    /// <summary>True where it flags its results.</summary>
    public bool IsFaulty { get; set; }

    /// <summary>Bits of the next packet error codes that are turned over.</summary>
    public byte Noise { get; set; }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes) => _command = bytes[0];

    /// <inheritdoc/>
    public void Read(Span<byte> bytes)
    {
        var word = WordOf(_command);
        Span<byte> answer = [(byte)word, (byte)(word >> 8), 0];
        answer[2] = (byte)(SmbusWord.CheckOf(address, _command, answer[..2]) ^ Noise);
        for (var i = 0; i < bytes.Length; i++) bytes[i] = answer[Math.Min(i, 2)];
    }

    private int WordOf(byte command) => command switch
    {
        Mlx90614Chip.Object => Counts(patient.TemperatureAt(seconds()) - SkinBelowBody),
        Mlx90614Chip.Ambient => Counts(Room),
        Mlx90614Chip.OwnAddress => 0xBE00 | (OwnAddress ?? address),
        >= Mlx90614Chip.SerialNumber and < Mlx90614Chip.SerialNumber + 4 => 0x1100 + command,
        _ => 0,
    };

    private int Counts(double celsius) => (int)Math.Round((celsius + 273.15) / 0.02) | (IsFaulty ? Mlx90614Chip.ErrorFlag : 0);
}
