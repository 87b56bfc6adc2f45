using static EdgeMonitor.Acquisition.Drivers.Mpu6050.Mpu6050Registers;

namespace EdgeMonitor.Acquisition.Simulators.I2c;

/// <summary>An MPU-6050 that collects accelerations in its FIFO of 1024 bytes.</summary>
internal sealed class Mpu6050Simulator : ByteChip
{
    private const int FifoBytes = 1024, Asleep = 0x40;

    private readonly Func<double> _seconds;
    private readonly Func<double, (double X, double Y, double Z)> _acceleration;
    private readonly Queue<byte> _fifo = [];
    private double _nextSample = double.PositiveInfinity;

    /// <summary>Switches it on.</summary>
    /// <param name="seconds">The patient's time, s.</param>
    /// <param name="acceleration">The acceleration at a time, g.</param>
    /// <param name="id">What it says that it is.</param>
    public Mpu6050Simulator(Func<double> seconds, Func<double, (double X, double Y, double Z)> acceleration, byte id = IdMpu6050)
    {
        _seconds = seconds;
        _acceleration = acceleration;
        Registers[WhoAmI] = id;
        Registers[Power] = Asleep;
    }

    private bool Collects => Registers[Power] != Asleep && (Registers[UserControl] & EnableFifo) != 0 && Registers[FifoSources] == Acceleration;

    private double Period => (1 + Registers[Divider]) / 1000.0;

    /// <summary>Its supply is gone for a moment.</summary>
    public void Restart()
    {
        Registers[Power] = Asleep;
        Registers[UserControl] = 0;
        _fifo.Clear();
        _nextSample = double.PositiveInfinity;
    }

    /// <inheritdoc/>
    protected override void MoveOn()
    {
        var now = _seconds();
        for (; _nextSample <= now; _nextSample += Period)
        {
            var (x, y, z) = _acceleration(_nextSample);
            foreach (var axis in (ReadOnlySpan<double>)[x, y, z])
            {
                var counts = (short)Math.Clamp(Math.Round(axis * CountsPerGravity), short.MinValue, short.MaxValue);
                _fifo.Enqueue((byte)(counts >> 8));
                _fifo.Enqueue((byte)counts);
            }

            while (_fifo.Count > FifoBytes)
            {
                _fifo.Dequeue();
                Registers[InterruptStatus] |= FifoOverflow;
            }
        }

        Registers[FifoCount] = (byte)(_fifo.Count >> 8);
        Registers[FifoCount + 1] = (byte)_fifo.Count;
    }

    /// <inheritdoc/>
    protected override bool Advances(byte register) => register != FifoData;

    /// <inheritdoc/>
    protected override void Set(byte register, byte value)
    {
        base.Set(register, value);
        if (register != UserControl) return;
        if ((value & ResetFifo) != 0) _fifo.Clear();
        _nextSample = Collects ? _seconds() + Period : double.PositiveInfinity;
    }

    /// <inheritdoc/>
    protected override byte Get(byte register)
    {
        if (register == FifoData) return _fifo.Count > 0 ? _fifo.Dequeue() : (byte)0xFF;
        var value = Registers[register];
        if (register == InterruptStatus) Registers[register] = 0;
        return value;
    }
}
