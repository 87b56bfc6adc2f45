#nullable enable
// The members of System.IO.Ports 10 that Acquisition/Links/IoPorts calls.
namespace System.IO.Ports
{
    public enum Handshake
    {
        None = 0,
        XOnXOff = 1,
        RequestToSend = 2,
        RequestToSendXOnXOff = 3,
    }

    public enum Parity
    {
        None = 0,
        Odd = 1,
        Even = 2,
        Mark = 3,
        Space = 4,
    }

    public enum StopBits
    {
        None = 0,
        One = 1,
        Two = 2,
        OnePointFive = 3,
    }

    public class SerialPort : ComponentModel.Component
    {
        public const int InfiniteTimeout = -1;

        public SerialPort(string portName, int baudRate, Parity parity, int dataBits, StopBits stopBits) => throw new NotSupportedException();

        public Stream BaseStream => throw new NotSupportedException();

        public bool DtrEnable { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public Handshake Handshake { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public int ReadTimeout { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public int WriteTimeout { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public void DiscardInBuffer() => throw new NotSupportedException();

        public void Open() => throw new NotSupportedException();
    }
}
