namespace EdgeMonitor.Acquisition.Simulators.I2c;

/// <summary>A chip of 256 registers of 8 bits, of which consecutive ones are reached in one transfer.</summary>
internal abstract class ByteChip : ISimulatedChip
{
    private byte _register;

    /// <summary>The registers.</summary>
    protected byte[] Registers { get; } = new byte[256];

    /// <summary>A register, for a test.</summary>
    public byte this[byte register]
    {
        get => Registers[register];
        set => Registers[register] = value;
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        MoveOn();
        _register = bytes[0];
        foreach (var value in bytes[1..]) Set(_register++, value);
    }

    /// <inheritdoc/>
    public void Read(Span<byte> bytes)
    {
        MoveOn();
        foreach (ref var value in bytes)
        {
            value = Get(_register);
            if (Advances(_register)) _register++;
        }
    }

    /// <summary>Time has passed since the last transfer.</summary>
    protected abstract void MoveOn();

    /// <summary>A register is written.</summary>
    protected virtual void Set(byte register, byte value) => Registers[register] = value;

    /// <summary>A register is read.</summary>
    protected virtual byte Get(byte register) => Registers[register];

    /// <summary>False for a FIFO, which gives its bytes at one place.</summary>
    protected virtual bool Advances(byte register) => true;
}
