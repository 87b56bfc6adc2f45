using System.Collections.Immutable;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Wfdb;

/// <summary>The monitor's description of a record's signals.</summary>
internal static class WfdbDescriptors
{
    /// <summary>Descriptors of all signals, labels unique: of two called <c>ECG</c> the second becomes <c>ECG 2</c>.</summary>
    public static ImmutableArray<SignalDescriptor> Of(WfdbHeader header, string sensor)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var descriptors = ImmutableArray.CreateBuilder<SignalDescriptor>(header.Signals.Length);
        foreach (var signal in header.Signals)
        {
            var name = signal.Description.Length > 0 ? signal.Description : $"signal {descriptors.Count}";
            var label = name;
            for (var n = 2; !taken.Add(label); n++) label = $"{name} {n}";
            var (unit, factor) = UnitOf(signal.Units);
            var scale = factor / signal.Gain;
            descriptors.Add(new SignalDescriptor(
                sensor, label, MdcOf(signal.Description), unit, header.FrameRate * signal.SamplesPerFrame, scale, -signal.Baseline * scale));
        }

        return descriptors.MoveToImmutable();
    }

    /// <summary>The waveform's code by its usual name, 0 where the name is not one of these.</summary>
    private static uint MdcOf(string description) => Mdc.EcgLeadOf(description) ?? description.ToUpperInvariant() switch
    {
        "PLETH" => Mdc.PulsOximPleth,
        "RESP" => Mdc.ImpedTthor,
        "ABP" or "ART" => Mdc.PressBldArt,
        _ => 0,
    };

    /// <summary>The unit's code and how many of it one unit of the header is; code 0 where the unit is not one of these.</summary>
    private static (uint Unit, double Factor) UnitOf(string units) => units.ToUpperInvariant() switch
    {
        "MV" => (MdcUnit.Millivolt, 1),
        "UV" or "µV" or "ΜV" => (MdcUnit.Millivolt, 1e-3),
        "V" => (MdcUnit.Millivolt, 1e3),
        "MMHG" => (MdcUnit.MillimetreOfMercury, 1),
        "NU" => (MdcUnit.Dimensionless, 1),
        "OHM" or "OHMS" => (MdcUnit.Ohm, 1),
        "%" => (MdcUnit.Percent, 1),
        "BPM" => (MdcUnit.BeatPerMinute, 1),
        "DEGC" => (MdcUnit.DegreeCelsius, 1),
        _ => (0, 1),
    };
}
