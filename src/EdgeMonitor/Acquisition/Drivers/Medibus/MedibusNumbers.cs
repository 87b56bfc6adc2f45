using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Medibus;

/// <summary>
/// One page of measured data: 6 characters each, code and value. What a device measures it tells every time; a value that was there and is
/// blank or no longer told is missing.
/// </summary>
/// <param name="sensor">The sensor's name.</param>
/// <param name="page">What the page's codes are.</param>
internal sealed class MedibusNumbers(string sensor, IReadOnlyList<MedibusNumbers.Slot> page)
{
    /// <summary>Characters of one value with its code.</summary>
    public const int ItemLength = 6;

    /// <summary>One kPa in mmHg.</summary>
    private const double MmHgPerKilopascal = 7.50062;

    private readonly bool[] _known = new bool[page.Count];
    private readonly double[] _values = new double[page.Count];
    private readonly int[] _ranks = new int[page.Count];

    /// <summary>What page 1 delivers. Of several codes for one quantity the first that has a value counts.</summary>
    public static IReadOnlyList<Slot> PageOne { get; } =
    [
        new(Mdc.PulsOximSatO2, MdcUnit.Percent, 1, 100, [new(0xEB)]),
        new(Mdc.PulsOximPulsRate, MdcUnit.BeatPerMinute, 1, 400, [new(0xE1)]),
        new(Mdc.AwayRespRate, MdcUnit.BreathPerMinute, 0, 250, [new(0xD6), new(0xD7), new(0xB4)]),
        new(Mdc.Co2RespRate, MdcUnit.BreathPerMinute, 0, 250, [new(0xD5)]),
        new(Mdc.AwayCo2Et, MdcUnit.MillimetreOfMercury, 0, 200, [new(0xE6), new(0xE3, MmHgPerKilopascal)]),
        new(Mdc.ConcAwayCo2Et, MdcUnit.Percent, 0, 30, [new(0xDB)]),
        new(Mdc.AwayCo2InspMin, MdcUnit.MillimetreOfMercury, 0, 200, [new(0xE5), new(0xFF, MmHgPerKilopascal)]),
        new(Mdc.ConcAwayCo2InspMin, MdcUnit.Percent, 0, 30, [new(0xDA)]),
        new(Mdc.PressAwayInspMax, MdcUnit.Millibar, -100, 250, [new(0x7D)]),
        new(Mdc.PressRespPlat, MdcUnit.Millibar, -100, 250, [new(0x74)]),
        new(Mdc.PressAwayInspMean, MdcUnit.Millibar, -100, 250, [new(0x73)]),
        new(Mdc.VentPressAwayEndExpPos, MdcUnit.Millibar, -100, 250, [new(0x78)]),
        new(Mdc.VolMinuteAway, MdcUnit.LitrePerMinute, 0, 200, [new(0xB9)]),
        new(Mdc.VolAwayTidal, MdcUnit.Millilitre, 0, 9999, [new(0x88)]),
        new(Mdc.ConcAwayO2Insp, MdcUnit.Percent, 0, 100, [new(0xF0)]),
        new(Mdc.VentConcAwayO2Exp, MdcUnit.Percent, 0, 100, [new(0xEF)]),
        new(Mdc.TempAway, MdcUnit.DegreeCelsius, 5, 60, [new(0xC1)]),
    ];

    /// <summary>What page 2 delivers.</summary>
    public static IReadOnlyList<Slot> PageTwo { get; } =
    [
        new(Mdc.VolAwayTidalExp, MdcUnit.Millilitre, 0, 9999, [new(0x21)]),
        new(Mdc.VolAwayTidalInsp, MdcUnit.Millilitre, 0, 9999, [new(0x22)]),
    ];

    /// <summary>Takes the data of an answer; true where it brought a reading.</summary>
    public bool Take(ReadOnlySpan<byte> data, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        Array.Fill(_ranks, int.MaxValue);
        for (var item = data; item.Length >= ItemLength; item = item[ItemLength..]) Take(MedibusFrame.Hex(item[..2]), item[2..ItemLength]);
        var any = false;
        for (var slot = 0; slot < page.Count; slot++)
        {
            var has = _ranks[slot] != int.MaxValue;
            if (!has && !_known[slot]) continue;
            _known[slot] = any = true;
            var what = page[slot];
            inputs.Add(has ? Reading.Valid(sensor, what.Mdc, what.Unit, _values[slot], at) : Reading.Missing(sensor, what.Mdc, what.Unit, NoData.NotMeasured, at));
        }

        return any;
    }

    private void Take(int code, ReadOnlySpan<byte> text)
    {
        for (var slot = 0; slot < page.Count; slot++)
        {
            var codes = page[slot].Codes;
            for (var rank = 0; rank < codes.Count; rank++)
            {
                if (codes[rank].Code != code) continue;
                // Told without a value: it is measured here, and missing now.
                _known[slot] = true;
                if (rank > _ranks[slot] || MedibusFrame.Number(text) is not { } number) return;
                number *= codes[rank].Factor;
                if (number < page[slot].Least || number > page[slot].Most) return;
                (_values[slot], _ranks[slot]) = (number, rank);
                return;
            }
        }
    }

    /// <summary>One code for a quantity.</summary>
    /// <param name="Code">The code.</param>
    /// <param name="Factor">What makes the slot's unit of the device's.</param>
    public readonly record struct Source(byte Code, double Factor = 1);

    /// <summary>One quantity.</summary>
    /// <param name="Mdc">Its code.</param>
    /// <param name="Unit">Its unit.</param>
    /// <param name="Least">Below it there is nothing; chosen.</param>
    /// <param name="Most">Above it there is nothing; chosen.</param>
    /// <param name="Codes">The device's codes for it, the best first.</param>
    public sealed record Slot(uint Mdc, uint Unit, double Least, double Most, IReadOnlyList<Source> Codes);
}
