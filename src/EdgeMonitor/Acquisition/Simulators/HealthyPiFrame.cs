using System.Buffers.Binary;

namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>The lead status byte.</summary>
[Flags]
internal enum HealthyPiLeads : byte
{
    /// <summary>All in place.</summary>
    None = 0,

    /// <summary>ECG leads off.</summary>
    EcgOff = 1,

    /// <summary>Oximeter probe error.</summary>
    ProbeError = 2,
}

/// <summary>The content of one frame of a HealthyPi v4; layout from its open firmware and viewer (Protocentral/protocentral_healthypi_v4).</summary>
/// <param name="Ecg">ECG, counts.</param>
/// <param name="Respiration">Impedance respiration, counts.</param>
/// <param name="Infrared">Infrared light, counts.</param>
/// <param name="Red">Red light, counts.</param>
/// <param name="TemperatureCentidegrees">Temperature, 1/100 °C.</param>
/// <param name="RespirationRate">Breaths a minute.</param>
/// <param name="SpO2">SpO2, %.</param>
/// <param name="HeartRate">Beats a minute, from the ECG.</param>
/// <param name="Leads">The lead status byte.</param>
internal readonly record struct HealthyPiFrame(
    short Ecg, short Respiration, int Infrared, int Red, ushort TemperatureCentidegrees,
    byte RespirationRate, byte SpO2, byte HeartRate, HealthyPiLeads Leads)
{
    /// <summary>Bytes in a frame.</summary>
    public const int Length = 27;

    /// <summary>Frames a second, Hz (the front end's 125 samples a second; unverified on a device).</summary>
    public const double Rate = 125;

    /// <summary>The firmware's constants where a blood pressure would stand; they are not one.</summary>
    private const byte PlaceholderSystolic = 80, PlaceholderDiastolic = 120;

    private const int Header = 5;

    /// <summary>Writes the frame's <see cref="Length"/> bytes.</summary>
    public void Write(Span<byte> frame)
    {
        ReadOnlySpan<byte> head = [0x0A, 0xFA, 0x14, 0x00, 0x02];
        head.CopyTo(frame);
        var data = frame[Header..];
        BinaryPrimitives.WriteInt16LittleEndian(data, Ecg);
        BinaryPrimitives.WriteInt16LittleEndian(data[2..], Respiration);
        BinaryPrimitives.WriteInt32LittleEndian(data[4..], Infrared);
        BinaryPrimitives.WriteInt32LittleEndian(data[8..], Red);
        BinaryPrimitives.WriteUInt16LittleEndian(data[12..], TemperatureCentidegrees);
        (data[14], data[15], data[16]) = (RespirationRate, SpO2, HeartRate);
        (data[17], data[18], data[19]) = (PlaceholderSystolic, PlaceholderDiastolic, (byte)Leads);
        (data[20], data[21]) = (0x00, 0x0B);
    }
}
