namespace EdgeMonitor.Acquisition.Simulators.I2c;

/// <summary>A chip of registers of 16 bits, high byte first; some may have 8.</summary>
internal abstract class WordChip : ISimulatedChip
{
    private byte _register;

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _register = bytes[0];
        if (bytes.Length == 2) Set(_register, bytes[1]);
        else if (bytes.Length >= 3) Set(_register, (ushort)(bytes[1] << 8 | bytes[2]));
    }

    /// <inheritdoc/>
    public void Read(Span<byte> bytes)
    {
        var value = Get(_register);
        var isByte = IsByte(_register);
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)(i % 2 == 0 && !isByte ? value >> 8 : value);
    }

    /// <summary>A register is written.</summary>
    protected abstract void Set(byte register, ushort value);

    /// <summary>A register is read.</summary>
    protected abstract ushort Get(byte register);

    /// <summary>True for a register of 8 bits.</summary>
    protected virtual bool IsByte(byte register) => false;
}
