using EdgeMonitor.Acquisition.Simulators.Physiology;
using static EdgeMonitor.Acquisition.Drivers.Max30102.Max30102Registers;

namespace EdgeMonitor.Acquisition.Simulators.I2c;

/// <summary>A MAX30102 at a simulated finger: collects samples at the rate it is set to, by its own clock, in a FIFO of 32 that rolls over.</summary>
internal sealed class Max30102Simulator : ByteChip
{
    private const int Colours = 2;

    // Counts per second by bits 4 to 2 of the light register; conversions averaged by bits 7 to 5 of the FIFO's.
    private static readonly int[] Rates = [50, 100, 200, 400, 800, 1000, 1600, 3200];
    private static readonly int[] Averages = [1, 2, 4, 8, 16, 32, 32, 32];

    private readonly Patient _patient;
    private readonly Photoplethysmogram _pleth;
    private readonly Func<double> _seconds;
    private readonly Queue<int> _fifo = [];
    private double _nextSample = double.PositiveInfinity;
    private int _byte;

    /// <summary>Switches it on.</summary>
    /// <param name="patient">Whose finger it is.</param>
    /// <param name="seconds">The patient's time, s.</param>
    public Max30102Simulator(Patient patient, Func<double> seconds)
    {
        _patient = patient;
        _pleth = new Photoplethysmogram(patient);
        _seconds = seconds;
        Registers[PartId] = Part;
        Registers[Revision] = 3;
    }

    /// <summary>How much faster its clock is than the right one, relative.</summary>
    public double ClockError { get; init; }

    private double Period => Averages[Registers[FifoConfiguration] >> 5] / (Rates[Registers[Light] >> 2 & 7] * (1 + ClockError));

    /// <summary>Its supply is gone for a moment.</summary>
    public void Restart()
    {
        Registers[Mode] = 0;
        _fifo.Clear();
        _nextSample = double.PositiveInfinity;
    }

    /// <inheritdoc/>
    protected override void MoveOn()
    {
        var now = _seconds();
        for (; _nextSample <= now; _nextSample += Period)
        {
            var (infrared, red) = OpticalSignal.At(_pleth.At(_nextSample), _patient.SpO2At(_nextSample));
            // The front end of this chip ends at 18 bits: half of the light of the other boards.
            _fifo.Enqueue(red / 2);
            _fifo.Enqueue(infrared / 2);
            Registers[FifoWrite] = (byte)((Registers[FifoWrite] + 1) % FifoDepth);
            if (_fifo.Count <= FifoDepth * Colours) continue;
            _fifo.Dequeue();
            _fifo.Dequeue();
            _byte = 0;
            Registers[FifoRead] = Registers[FifoWrite];
            Registers[FifoOverflow] = (byte)Math.Min(0x1F, Registers[FifoOverflow] + 1);
        }
    }

    /// <inheritdoc/>
    protected override bool Advances(byte register) => register != FifoData;

    /// <inheritdoc/>
    protected override void Set(byte register, byte value)
    {
        base.Set(register, value);
        switch (register)
        {
            case FifoRead:
                _fifo.Clear();
                _byte = 0;
                break;
            case Mode:
                _nextSample = value == RedAndInfrared ? _seconds() + Period : double.PositiveInfinity;
                break;
            case DieTemperatureStart:
                // 31.5 °C, and at once: who asks sooner than after 29 ms is not tried here.
                Registers[DieTemperature] = 31;
                Registers[DieTemperature + 1] = 8;
                Registers[InterruptStatus2] = (byte)(Registers[InterruptEnable2] & DieTemperatureReady);
                break;
        }
    }

    /// <inheritdoc/>
    protected override byte Get(byte register)
    {
        if (register == InterruptStatus2)
        {
            var status = Registers[register];
            Registers[register] = 0;
            return status;
        }

        if (register != FifoData) return Registers[register];
        if (_fifo.Count == 0) return 0;
        var value = (byte)(_fifo.Peek() >> 8 * (ValueBytes - 1 - _byte % ValueBytes));
        _byte++;
        if (_byte % ValueBytes == 0) _fifo.Dequeue();
        if (_byte < ValueBytes * Colours) return value;
        _byte = 0;
        Registers[FifoOverflow] = 0;
        Registers[FifoRead] = (byte)((Registers[FifoRead] + 1) % FifoDepth);
        return value;
    }
}
