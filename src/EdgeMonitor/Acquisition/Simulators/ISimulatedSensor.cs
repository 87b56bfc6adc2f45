namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>The pure part of a simulated device: its bytes as a function of its own time, frame by frame. Same patient, same bytes.</summary>
internal interface ISimulatedSensor
{
    /// <summary>Frames a second, Hz; frame i belongs to i ÷ rate seconds of the patient's time.</summary>
    double FrameRate { get; }

    /// <summary>Bytes in a frame.</summary>
    int FrameLength { get; }

    /// <summary>Writes one frame. The index must not go back; it may jump (frames that were never sent).</summary>
    /// <param name="frame">Index since the beginning of the patient's time.</param>
    /// <param name="bytes">Receives exactly <see cref="FrameLength"/> bytes.</param>
    void Encode(long frame, Span<byte> bytes);
}
