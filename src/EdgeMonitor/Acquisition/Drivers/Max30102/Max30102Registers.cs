namespace EdgeMonitor.Acquisition.Drivers.Max30102;

/// <summary>The registers of a MAX30102 and what is written to them (SparkFun_MAX3010x_Sensor_Library, checked against the data sheet's table).</summary>
internal static class Max30102Registers
{
    /// <summary>Registers.</summary>
    public const byte InterruptStatus2 = 0x01, InterruptEnable2 = 0x03, FifoWrite = 0x04, FifoOverflow = 0x05, FifoRead = 0x06, FifoData = 0x07, FifoConfiguration = 0x08, Mode = 0x09,
        Light = 0x0A, RedCurrent = 0x0C, InfraredCurrent = 0x0D, DieTemperature = 0x1F, DieTemperatureStart = 0x21, Revision = 0xFE, PartId = 0xFF;

    /// <summary>What <see cref="PartId"/> says.</summary>
    public const byte Part = 0x15;

    /// <summary>Samples that the FIFO holds.</summary>
    public const int FifoDepth = 32;

    /// <summary>Bytes of a colour's value in the FIFO: 18 bits, high byte first, those above mean nothing.</summary>
    public const int ValueBytes = 3;

    /// <summary>The 18 bits of a value; the largest one means that there was too much light.</summary>
    public const int ValueMask = 0x3FFFF;

    /// <summary>4 conversions averaged to a sample; when the FIFO is full the oldest samples are given up.</summary>
    public const byte AverageOf4RollOver = 0x50;

    /// <summary>Red and infrared.</summary>
    public const byte RedAndInfrared = 0x03;

    /// <summary>Range 4096 nA, 400 conversions a second, pulses of 411 µs (18 bits).</summary>
    public const byte Range4096Rate400Pulse411 = 0x2F;

    /// <summary>The die's temperature is ready, in <see cref="InterruptStatus2"/>.</summary>
    public const byte DieTemperatureReady = 0x02;

    /// <summary>LED current of one count, mA (general knowledge of the data sheet, unverified).</summary>
    public const double MilliamperePerCount = 0.2;
}
