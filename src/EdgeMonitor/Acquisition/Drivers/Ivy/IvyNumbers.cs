using System.Buffers.Text;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Ivy;

/// <summary>
/// Reads the lines of a frame: <c>NAME=channel;value;...;text;alarm;</c>. An empty field is no value. The cuff's values stand in every frame until the next
/// measurement, and nothing says when that was: they are told when they change, and not at the start of a session.
/// </summary>
/// <param name="sensor">The sensor's name.</param>
/// <param name="pressure">The codes of the first invasive pressure.</param>
internal sealed class IvyNumbers(string sensor, IvyPressure pressure)
{
    // What a monitor of this kind can show (chosen; unverified): whatever lies beyond was damaged on its way.
    private const double HighestRate = 300, HighestBreaths = 150, HighestCarbonDioxide = 150, LowestPressure = -50, HighestPressure = 300, LowestTemperature = 15, HighestTemperature = 45;

    private (double? Systolic, double? Diastolic, double? Mean) _cuff;
    private bool _cuffKnown;

    /// <summary>True where the last frame's line of the heart rate names a lead that is off. The words are unverified: none was off in the capture.</summary>
    public bool LeadIsOff { get; private set; }

    /// <summary>Adds the readings of a frame.</summary>
    public void AddTo(ICollection<MonitorInput> inputs, ReadOnlySpan<byte> text, TimeSpan at)
    {
        while (text.IndexOf((byte)'\r') is var end and >= 0)
        {
            var line = text[..end];
            text = text[(end + 1)..];
            var equals = line.IndexOf((byte)'=');
            if (equals > 0) Take(line[..equals], new IvyFields(line[(equals + 1)..]), inputs, at);
        }
    }

    private void Take(ReadOnlySpan<byte> name, IvyFields fields, ICollection<MonitorInput> inputs, TimeSpan at)
    {
        if (name.SequenceEqual("HR"u8))
        {
            LeadIsOff = fields[2].IndexOf("LEAD"u8) >= 0 || fields[3].IndexOf("LEAD"u8) >= 0;
            Add(Mdc.EcgHeartRate, MdcUnit.BeatPerMinute, LeadIsOff ? null : Number(fields[1]), 1, HighestRate, LeadIsOff ? NoData.LeadOff : NoData.NotMeasured);
        }
        else if (name.SequenceEqual("RR"u8)) Add(Mdc.TthorRespRate, MdcUnit.BreathPerMinute, Number(fields[1]), 0, HighestBreaths);
        else if (name.SequenceEqual("ETCO2"u8)) Add(Mdc.AwayCo2Et, MdcUnit.MillimetreOfMercury, Number(fields[1]), 0, HighestCarbonDioxide);
        else if (name.SequenceEqual("SPO2"u8))
        {
            Add(Mdc.PulsOximSatO2, MdcUnit.Percent, Number(fields[1]), 1, 100);
            var pulse = fields[2];
            Add(Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute, pulse.StartsWith("PR="u8) ? Number(pulse[3..]) : null, 1, HighestRate);
        }
        else if (name.SequenceEqual("NIBP"u8)) TakeCuff((Number(fields[1]), Number(fields[2]), Number(fields[3])));
        else if (name.SequenceEqual("P1"u8))
        {
            Add(pressure.Systolic, MdcUnit.MillimetreOfMercury, Number(fields[1]), LowestPressure, HighestPressure);
            Add(pressure.Diastolic, MdcUnit.MillimetreOfMercury, Number(fields[2]), LowestPressure, HighestPressure);
            Add(pressure.Mean, MdcUnit.MillimetreOfMercury, Number(fields[3]), LowestPressure, HighestPressure);
        }
        else if (name.SequenceEqual("T1"u8)) Add(Mdc.Temp, MdcUnit.DegreeCelsius, Number(fields[1]), LowestTemperature, HighestTemperature);

        void Add(uint mdc, uint unit, double? value, double lowest, double highest, NoData without = NoData.NotMeasured)
            => inputs.Add(value is not { } number ? Reading.Missing(sensor, mdc, unit, without, at)
                : number < lowest || number > highest ? Reading.Missing(sensor, mdc, unit, NoData.PoorSignal, at)
                : Reading.Valid(sensor, mdc, unit, number, at));

        void TakeCuff((double? Systolic, double? Diastolic, double? Mean) cuff)
        {
            var isNew = _cuffKnown && cuff != _cuff && cuff.Systolic is not null;
            (_cuff, _cuffKnown) = (cuff, true);
            if (!isNew) return;
            Add(Mdc.PressBldNoninvSys, MdcUnit.MillimetreOfMercury, cuff.Systolic, 1, HighestPressure);
            Add(Mdc.PressBldNoninvDia, MdcUnit.MillimetreOfMercury, cuff.Diastolic, 1, HighestPressure);
            Add(Mdc.PressBldNoninvMean, MdcUnit.MillimetreOfMercury, cuff.Mean, 1, HighestPressure);
        }
    }

    /// <summary>A field as a number, its decimal sign a point whatever the machine's language; null where it is none.</summary>
    private static double? Number(ReadOnlySpan<byte> field)
    {
        field = field.Trim((byte)' ');
        return Utf8Parser.TryParse(field, out double value, out var used, 'F') && used == field.Length && double.IsFinite(value) ? value : null;
    }
}

/// <summary>The fields of a line behind its name, separated by semicolons; one that is not there is empty.</summary>
internal readonly ref struct IvyFields(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;

    /// <summary>A field; 0 is the channel's number.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var rest = _text;
            for (; index > 0; index--)
            {
                var next = rest.IndexOf((byte)';');
                if (next < 0) return default;
                rest = rest[(next + 1)..];
            }

            var end = rest.IndexOf((byte)';');
            return end < 0 ? rest : rest[..end];
        }
    }
}

/// <summary>What the first invasive pressure is: the device does not say it in a form that is known.</summary>
/// <param name="Wave">Code of the wave.</param>
/// <param name="Systolic">Code of the systolic value.</param>
/// <param name="Diastolic">Code of the diastolic value.</param>
/// <param name="Mean">Code of the mean value.</param>
internal readonly record struct IvyPressure(uint Wave, uint Systolic, uint Diastolic, uint Mean)
{
    /// <summary>A pressure whose site nobody has named.</summary>
    public static IvyPressure Unnamed { get; } = new(Mdc.PressBld, Mdc.PressBldSys, Mdc.PressBldDia, Mdc.PressBldMean);

    /// <summary>An arterial pressure.</summary>
    public static IvyPressure Arterial { get; } = new(Mdc.PressBldArt, Mdc.PressBldArtSys, Mdc.PressBldArtDia, Mdc.PressBldArtMean);
}
