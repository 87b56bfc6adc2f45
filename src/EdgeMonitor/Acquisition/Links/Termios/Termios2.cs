using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeMonitor.Acquisition.Links.Termios;

/// <summary>The kernel's <c>struct termios2</c> (44 bytes on x86-64 and arm64): line settings with any baud rate.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Termios2
{
    // Linux asm-generic/termbits.h.
    private const uint IgnoreBreak = 0x1, IgnoreBadCharacters = 0x4, CheckParity = 0x10, XonOutput = 0x400, XoffInput = 0x1000;
    private const uint EightBits = 0x30, SizeMask = 0x30, TwoStopBits = 0x40, Receiver = 0x80, ParityBit = 0x100, Odd = 0x200, Local = 0x800;
    private const uint OtherSpeed = 0x1000, HardwareFlow = 0x8000_0000;
    private const int Minimum = 6, XonCharacter = 8, XoffCharacter = 9;

    /// <summary>How far the rate that the hardware made may be from the one asked for: a character of 10 bits is still read in its middle at 4 %
    /// between the two ends, half of it for each (chosen: because the device needs its half).</summary>
    private const double BaudTolerance = 0.02;

    private uint _input;
    private readonly uint _output;
    private uint _control;
    private readonly uint _local;
    private readonly byte _line;
    private ControlCharacters _characters;
    private uint _inputSpeed;
    private uint _outputSpeed;

    /// <summary>True where characters carry a parity bit.</summary>
    public readonly bool HasParity => (_control & ParityBit) != 0;

    /// <summary>True where that parity is odd.</summary>
    public readonly bool OddParity => (_control & Odd) != 0;

    /// <summary>True where a wrong parity is looked for.</summary>
    public readonly bool ChecksParity => (_input & CheckParity) != 0;

    /// <summary>Software flow control.</summary>
    public readonly bool UsesXonXoff => (_input & (XonOutput | XoffInput)) == (XonOutput | XoffInput);

    /// <summary>Hardware flow control.</summary>
    public readonly bool UsesRtsCts => (_control & HardwareFlow) != 0;

    /// <summary>Bits per second, in and out.</summary>
    public readonly (uint In, uint Out) Baud => (_inputSpeed, _outputSpeed);

    /// <summary>True where nothing is translated, echoed or held back for a whole line.</summary>
    public readonly bool IsRaw => _local == 0 && _output == 0 && (_control & (SizeMask | TwoStopBits)) == EightBits;

    /// <summary>
    /// Raw, 8 data bits, one stop bit. A character with wrong parity or framing is left out, so that the frame it belongs to fails its check;
    /// a break is ignored. Modem lines do not matter (CLOCAL), and closing the port leaves them as they are (no HUPCL): some boards restart on DTR.
    /// </summary>
    public static Termios2 For(SerialSettings settings)
    {
        var made = new Termios2
        {
            _input = IgnoreBreak | IgnoreBadCharacters,
            _control = EightBits | Receiver | Local | OtherSpeed,
            _inputSpeed = (uint)settings.Baud,
            _outputSpeed = (uint)settings.Baud,
        };
        if (settings.Parity != SerialParity.None) made._input |= CheckParity;
        if (settings.Parity != SerialParity.None) made._control |= ParityBit;
        if (settings.Parity == SerialParity.Odd) made._control |= Odd;
        if (settings.XonXoff) made._input |= XonOutput | XoffInput;
        if (settings.RtsCts) made._control |= HardwareFlow;
        made._characters[Minimum] = 1;
        made._characters[XonCharacter] = 0x11;
        made._characters[XoffCharacter] = 0x13;
        return made;
    }

    /// <summary>
    /// True where the port took these settings: TCSETS2 succeeds already when it could do any of them.
    /// </summary>
    /// <param name="taken">What the port answers when asked.</param>
    /// <param name="hasWire">False for a port without modem lines (a pseudo-terminal, a USB gadget): there is no wire, so it keeps neither parity
    /// nor hardware flow control.</param>
    public readonly bool WereTaken(Termios2 taken, bool hasWire)
    {
        var mask = SizeMask | TwoStopBits | (hasWire ? ParityBit | Odd | HardwareFlow : 0);
        return (taken._control & mask) == (_control & mask)
            && Math.Abs((double)taken._outputSpeed - _outputSpeed) <= BaudTolerance * _outputSpeed;
    }

    [InlineArray(19)]
    private struct ControlCharacters
    {
        private byte _first;
    }
}
