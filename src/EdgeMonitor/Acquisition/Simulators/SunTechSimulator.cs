using System.Buffers;
using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>
/// A simulated SunTech NIBP module: it inflates the cuff, lets it down in steps past the patient's pressures, empties it and has a result. It
/// honours abort at any moment. Motion gives it artefact (error 2), no pulse a weak signal (error 1).
/// </summary>
/// <param name="patient">Who wears the cuff.</param>
internal sealed class SunTechSimulator(Patient patient) : ISimulatedPeer
{
    /// <summary>Speeds of pump, measuring valve and open valve, mmHg/s; chosen, of the order of real modules.</summary>
    public const double InflatesBy = 20, DeflatesBy = 5, EmptiesBy = 80;

    /// <summary>First inflation without another word of the host, mmHg; chosen.</summary>
    public const int UsualTarget = 160;

    /// <summary>How far below the diastolic pressure it measures on, mmHg; chosen.</summary>
    private const int MarginMmHg = 15;

    private readonly List<byte> _heard = [];
    private readonly BeatAverage _beats = new(patient, 0);
    private readonly byte[] _result = new byte[24];
    private double _seconds;
    private double _pressure;
    private int _target = UsualTarget;
    private State _state;
    private bool _disturbed;

    private enum State
    {
        Idle,
        Inflating,
        Deflating,
        Emptying,
    }

    /// <summary>The patient's systolic pressure, mmHg.</summary>
    public int Systolic { get; set; } = 118;

    /// <summary>The patient's diastolic pressure, mmHg.</summary>
    public int Diastolic { get; set; } = 76;

    /// <summary>What is in the cuff, mmHg.</summary>
    public double CuffMmHg => _pressure;

    /// <summary>Measurements that were begun.</summary>
    public int Starts { get; private set; }

    /// <summary>Aborts that were heard.</summary>
    public int Aborts { get; private set; }

    /// <summary>False for a module whose transmitter is dead: it hears and works, and says nothing.</summary>
    public bool Speaks { get; set; } = true;

    /// <summary>True for a valve that does not open: what is in the cuff stays there.</summary>
    public bool ValveStuck { get; set; }

    /// <summary>True for a module that says that it has finished without having pumped.</summary>
    public bool PumpDead { get; set; }

    /// <inheritdoc/>
    public void Turn(double seconds, ReadOnlySpan<byte> received, IBufferWriter<byte> sent)
    {
        Move(seconds, sent);
        foreach (var one in received) _heard.Add(one);
        while (TakeCommand(sent))
        {
        }
    }

    /// <summary>Switched off and on: the cuff empties, the result is gone.</summary>
    public void Restart()
    {
        _heard.Clear();
        Array.Clear(_result);
        (_state, _target) = (State.Emptying, UsualTarget);
    }

    private void Move(double seconds, IBufferWriter<byte> sent)
    {
        var passed = Math.Max(0, seconds - _seconds);
        _seconds = Math.Max(seconds, _seconds);
        _beats.MoveTo(_seconds, usable: true);
        _disturbed |= patient.Scenario.At(_seconds).Kind == EpisodeKind.Motion;
        switch (_state)
        {
            case State.Inflating when PumpDead:
                Finish(sent);
                break;
            case State.Inflating:
                _pressure = Math.Min(_target, _pressure + InflatesBy * passed);
                if (_pressure >= _target) _state = State.Deflating;
                break;
            case State.Deflating:
                _pressure -= DeflatesBy * passed;
                if (_pressure > Diastolic - MarginMmHg) break;
                Measure();
                Finish(sent);
                break;
            default:
                if (!ValveStuck) _pressure = Math.Max(0, _pressure - EmptiesBy * passed);
                if (_pressure == 0) _state = State.Idle;
                break;
        }
    }

    private void Finish(IBufferWriter<byte> sent)
    {
        _state = State.Emptying;
        Say(sent, (byte)'K');
    }

    private void Measure()
    {
        Array.Clear(_result);
        var rate = _seconds - _beats.LastSeconds < 10 ? _beats.Rate(BeatAverage.Room) : null;
        var error = _disturbed ? 2 : rate is null ? 1 : _target < Systolic ? 3 : 0;
        _result[20] = (byte)error;
        if (error != 0) return;
        Put(2, Systolic);
        Put(4, Diastolic);
        Put(18, Diastolic + (Systolic - Diastolic) / 3);
        _result[16] = (byte)Math.Min(rate!.Value, byte.MaxValue);

        void Put(int at, int mmHg) => (_result[at], _result[at + 1]) = ((byte)mmHg, (byte)(mmHg >> 8));
    }

    /// <summary>Takes one command from the front; false where none is whole.</summary>
    private bool TakeCommand(IBufferWriter<byte> sent)
    {
        while (_heard.Count > 0 && _heard[0] != 0x3A) _heard.RemoveAt(0);
        if (_heard.Count < 2) return false;
        var length = _heard[1] switch { 0x20 or 0x28 => 3, 0x79 or 0x17 => 5, _ => 1 };
        if (_heard.Count < length) return false;
        var command = _heard.GetRange(0, length);
        if (length == 1 || (byte)command.Sum(one => one) != 0)
        {
            _heard.RemoveAt(0);
            return true;
        }

        _heard.RemoveRange(0, length);
        Obey(command, sent);
        return true;
    }

    private void Obey(List<byte> command, IBufferWriter<byte> sent)
    {
        switch (command[1], command[2])
        {
            case (0x20 or 0x28, _):
                if (_state != State.Idle)
                {
                    Say(sent, (byte)'B');
                    break;
                }

                (_state, _disturbed) = (State.Inflating, false);
                Starts++;
                Say(sent, (byte)'O');
                break;
            case (0x17, _):
                _target = command[2] | command[3] << 8;
                Say(sent, (byte)'O');
                Say(sent, (byte)'K');
                break;
            case (0x79, 0x01):
                Aborts++;
                _state = State.Emptying;
                Say(sent, (byte)'A');
                Say(sent, (byte)'K');
                break;
            case (0x79, 0x05):
                var mmHg = (int)_pressure;
                Say(sent, (byte)mmHg, (byte)(mmHg >> 8));
                break;
            case (0x79, 0x03):
                Say(sent, _result[2..23]);
                break;
        }
    }

    private void Say(IBufferWriter<byte> sent, params byte[] data)
    {
        if (!Speaks) return;
        byte[] frame = [0x3E, (byte)(data.Length + 3), .. data, 0];
        frame[^1] = (byte)-frame.Sum(one => one);
        sent.Write(frame);
    }
}
