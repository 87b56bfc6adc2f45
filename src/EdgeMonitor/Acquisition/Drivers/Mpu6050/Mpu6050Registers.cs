namespace EdgeMonitor.Acquisition.Drivers.Mpu6050;

/// <summary>The registers of an MPU-6050 and its kin (InvenSense RM-MPU-6000A, general knowledge, unverified on a chip) and what is written to them.</summary>
internal static class Mpu6050Registers
{
    /// <summary>Registers.</summary>
    public const byte Divider = 0x19, Filter = 0x1A, AccelerationRange = 0x1C, AccelerationFilter = 0x1D, FifoSources = 0x23, InterruptStatus = 0x3A, UserControl = 0x6A, Power = 0x6B,
        FifoCount = 0x72, FifoData = 0x74, WhoAmI = 0x75;

    /// <summary>What <see cref="WhoAmI"/> says.</summary>
    public const byte IdMpu6050 = 0x68, IdMpu6500 = 0x70, IdMpu9250 = 0x71;

    /// <summary>1 kHz, the rate with the filter on, divided by 1 + 19.</summary>
    public const byte DivideBy20 = 19;

    /// <summary>Low-pass of about 20 Hz: below half of the 50 Hz that are taken.</summary>
    public const byte LowPass20Hz = 0x04;

    /// <summary>±8 g: an impact fits in.</summary>
    public const byte EightGravities = 0x10;

    /// <summary>Counts of 1 g in this range.</summary>
    public const int CountsPerGravity = 4096;

    /// <summary>Awake, clocked by the gyroscope's oscillator, which is steadier than the chip's own.</summary>
    public const byte AwakeOnGyroscopeClock = 0x01;

    /// <summary>The acceleration alone goes into the FIFO.</summary>
    public const byte Acceleration = 0x08;

    /// <summary>In <see cref="UserControl"/>.</summary>
    public const byte ResetFifo = 0x04, EnableFifo = 0x40;

    /// <summary>In <see cref="InterruptStatus"/>.</summary>
    public const byte FifoOverflow = 0x10;

    /// <summary>The part's name; null for a chip that is none of them.</summary>
    public static string? NameOf(byte id) => id switch
    {
        IdMpu6050 => "MPU-6050",
        IdMpu6500 => "MPU-6500",
        IdMpu9250 => "MPU-9250",
        _ => null,
    };
}
