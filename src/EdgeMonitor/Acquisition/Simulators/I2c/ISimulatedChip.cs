namespace EdgeMonitor.Acquisition.Simulators.I2c;

/// <summary>A simulated chip on a bus, as the bus sees it: bytes written to it, and bytes read from it.</summary>
internal interface ISimulatedChip
{
    /// <summary>Written to; the first byte names a register in all chips here.</summary>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Read from, from the named register on.</summary>
    void Read(Span<byte> bytes);
}
