using EdgeMonitor.Acquisition.Links;

namespace EdgeMonitor.Acquisition.Simulators.I2c;

/// <summary>
/// A bus with simulated chips, and all that can go wrong on one: a chip that does not answer or is unplugged, a clock held too long, a line held low until the bus is
/// opened anew or for good, noise, an adapter that goes. Fails with the same exceptions as a real one.
/// </summary>
internal sealed class SimulatedI2cBus : II2cBusProvider
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, ISimulatedChip> _chips = [];
    private readonly Queue<I2cFault> _faults = [];
    private bool _isStuckUntilOpened;

    /// <summary>Makes a bus.</summary>
    /// <param name="path">Its path; no other one is there.</param>
    public SimulatedI2cBus(string path) => Path = path;

    /// <inheritdoc/>
    public string Name => "simulated";

    /// <summary>The bus's path.</summary>
    public string Path { get; }

    /// <summary>False while the adapter is unplugged.</summary>
    public bool IsThere { get; set; } = true;

    /// <summary>How often it was opened.</summary>
    public int Openings { get; private set; }

    /// <summary>Openings that were not given back.</summary>
    public int Open { get; private set; }

    /// <summary>Puts a chip on the bus, or takes it off.</summary>
    public ISimulatedChip? this[int address]
    {
        set
        {
            lock (_gate)
            {
                if (value is null) _chips.Remove(address);
                else _chips[address] = value;
            }
        }
    }

    /// <summary>The next transfers fail, one for each fault.</summary>
    public void Fail(params ReadOnlySpan<I2cFault> faults)
    {
        lock (_gate)
        {
            foreach (var fault in faults) _faults.Enqueue(fault);
        }
    }

    /// <summary>A chip holds a line low: nothing works until the bus is opened anew, which makes the adapter clock it free.</summary>
    public void HoldLineUntilOpened()
    {
        lock (_gate) _isStuckUntilOpened = true;
    }

    /// <inheritdoc/>
    II2cBus II2cBusProvider.Open(string path)
    {
        lock (_gate)
        {
            if (path != Path || !IsThere) throw new IOException($"{path} is not there; switch the bus on, or correct the sensor's Link.");
            _isStuckUntilOpened = false;
            Openings++;
            Open++;
            return new Opening(this);
        }
    }

    private void Transfer(int address, ReadOnlySpan<byte> write, Span<byte> read)
    {
        I2cLimits.Check(address, write.Length, read.Length);
        lock (_gate)
        {
            if (!IsThere) throw I2cException.Of(Path, address, I2cFault.Gone);
            if (_isStuckUntilOpened) throw I2cException.Of(Path, address, I2cFault.Stuck);
            if (_faults.TryDequeue(out var fault)) throw I2cException.Of(Path, address, fault);
            if (!_chips.TryGetValue(address, out var chip)) throw I2cException.Of(Path, address, I2cFault.NoAcknowledge);
            if (write.Length > 0) chip.Write(write);
            if (read.Length > 0) chip.Read(read);
        }
    }

    private sealed class Opening(SimulatedI2cBus bus) : II2cBus
    {
        private bool _closed;

        public string Path => bus.Path;

        public void Transfer(int address, ReadOnlySpan<byte> write, Span<byte> read)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            bus.Transfer(address, write, read);
        }

        public void Dispose()
        {
            if (_closed) return;
            _closed = true;
            lock (bus._gate) bus.Open--;
        }
    }
}
