using System.Buffers.Binary;
using System.Globalization;

namespace EdgeMonitor.Acquisition.Links;

/// <summary>The registers of one chip on an open bus; words are sent high byte first unless the name says otherwise.</summary>
/// <param name="bus">The bus.</param>
/// <param name="address">The chip's address.</param>
internal sealed class I2cChip(II2cBus bus, int address)
{
    /// <summary>The bus.</summary>
    public II2cBus Bus => bus;

    /// <summary>The chip's address.</summary>
    public int Address => address;

    /// <summary>Where it is, for people.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture, $"{bus.Path}, address 0x{address:X2}");

    /// <summary>Reads consecutive registers, or a FIFO.</summary>
    public void Read(byte register, Span<byte> values) => bus.Transfer(address, [register], values);

    /// <summary>Reads a register of 8 bits.</summary>
    public byte ReadByte(byte register)
    {
        Span<byte> value = stackalloc byte[1];
        Read(register, value);
        return value[0];
    }

    /// <summary>Reads a register of 16 bits.</summary>
    public ushort ReadWord(byte register)
    {
        Span<byte> value = stackalloc byte[2];
        Read(register, value);
        return BinaryPrimitives.ReadUInt16BigEndian(value);
    }

    /// <summary>Writes consecutive registers of 8 bits.</summary>
    public void Write(byte register, params ReadOnlySpan<byte> values)
    {
        Span<byte> bytes = stackalloc byte[1 + values.Length];
        bytes[0] = register;
        values.CopyTo(bytes[1..]);
        bus.Transfer(address, bytes, []);
    }

    /// <summary>Writes a register of 16 bits.</summary>
    public void WriteWord(byte register, ushort value) => Write(register, (byte)(value >> 8), (byte)value);

    /// <summary>The chip must be this one.</summary>
    /// <param name="isRight">Whether it is.</param>
    /// <param name="name">What it should be.</param>
    /// <param name="found">What was found, e.g. <c>register 0x0F says 0x0075</c>.</param>
    /// <exception cref="IOException">It is another one.</exception>
    public void Require(bool isRight, string name, string found)
    {
        if (!isRight) throw new IOException($"{Place}: this chip is no {name} ({found}); connect a {name}, or correct the sensor's Driver and Address.");
    }

    /// <summary>The chip must be as it was set up; one that lost its supply for a moment is not.</summary>
    /// <exception cref="IOException">It has restarted.</exception>
    public void RequireNotRestarted(bool isAsSet, string name)
    {
        if (!isAsSet) throw new IOException($"{Place}: the {name} has restarted and is set up anew; check its supply where this comes again.");
    }

    /// <summary>The answer must be one that this chip can give; a bus that is held low reads as zeros.</summary>
    /// <exception cref="I2cException">It is not: counts as a failed turn.</exception>
    public void RequireSense(bool isPossible)
    {
        if (!isPossible) throw I2cException.Of(bus.Path, address, I2cFault.Disturbed);
    }
}
