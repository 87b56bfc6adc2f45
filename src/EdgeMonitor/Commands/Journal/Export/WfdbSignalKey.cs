using System.Globalization;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Commands.Journal.Export;

/// <summary>A signal as a WFDB header describes it: value = (count - baseline) / gain.</summary>
/// <param name="Label">Its label.</param>
/// <param name="Unit">Its unit's code.</param>
/// <param name="Scale">value = count * scale + offset.</param>
/// <param name="Offset">In the unit.</param>
internal readonly record struct WfdbSignalKey(string Label, uint Unit, double Scale, double Offset)
{
    /// <summary>Of a waveform.</summary>
    public static WfdbSignalKey Of(Waveform waveform) => new(waveform.Label, waveform.Unit, waveform.Scale, waveform.Offset);

    /// <summary>Counts for one unit.</summary>
    public double Gain => 1 / Scale;

    /// <summary>The count at zero: a whole number in a header, so an offset that is none is written beside it as a comment.</summary>
    public int Baseline => (int)Math.Clamp(Math.Round(-Offset / Scale), int.MinValue, int.MaxValue);

    /// <summary>The fields from the gain to the converter's resolution and zero.</summary>
    public string Fields(int format) => string.Create(CultureInfo.InvariantCulture, $"{Gain:R}({Baseline})/{UnitName} {format} 0");

    /// <summary>Units have no blanks and no slash in a header (header(5)).</summary>
    private string UnitName => Unit switch
    {
        MdcUnit.Dimensionless => "NU",
        MdcUnit.DegreeCelsius => "degC",
        0 => "NU",
        _ => MdcUnit.SymbolOf(Unit).Replace("/", "per", StringComparison.Ordinal),
    };
}
