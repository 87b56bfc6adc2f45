namespace EdgeMonitor.Core.Signals;

/// <summary>One waveform of one sensor: what it is and how its counts become physical values. One instance a session, shared by all its blocks.</summary>
/// <param name="Sensor">The sensor's name in the configuration, e.g. <c>ecg</c>.</param>
/// <param name="Label">The signal's name as the device gives it, e.g. <c>MLII</c>; unique within the sensor.</param>
/// <param name="Mdc">IEEE 11073-10101 context-free code of the waveform (<see cref="Signals.Mdc"/>), 0 where none is known.</param>
/// <param name="Unit">IEEE 11073-10101 context-free code of the unit (<see cref="MdcUnit"/>).</param>
/// <param name="SampleRate">Nominal samples per second, Hz; above 0.</param>
/// <param name="Scale">Physical value of one count, in the unit; not 0.</param>
/// <param name="Offset">Physical value at count 0, in the unit: value = count × scale + offset.</param>
/// <param name="Light">Which raw light of an oximeter it is; none where it is no raw light.</param>
public sealed record SignalDescriptor(string Sensor, string Label, uint Mdc, uint Unit, double SampleRate, double Scale = 1, double Offset = 0, LightColour Light = LightColour.None)
{
    /// <summary>The physical value of a count, in <see cref="Unit"/>.</summary>
    public double ValueOf(int count) => count * Scale + Offset;
}
