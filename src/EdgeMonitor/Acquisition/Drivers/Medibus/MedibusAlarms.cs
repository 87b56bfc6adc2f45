using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Medibus;

/// <summary>The device's own alarms: 15 characters each, priority, code and 12 of text. It sounds them itself; here they are told as two readings.</summary>
/// <param name="sensor">The sensor's name.</param>
internal sealed class MedibusAlarms(string sensor)
{
    /// <summary>Characters of one alarm.</summary>
    public const int ItemLength = 15;

    /// <summary>Codes of page 2 are told with this added, so that they are not taken for those of page 1.</summary>
    public const int PageTwoOffset = 256;

    private readonly (int Count, int Priority, int Code)[] _pages = new (int, int, int)[2];
    private readonly bool[] _lost = new bool[2];

    /// <summary>Takes the data of an answer.</summary>
    /// <param name="data">The alarms that the device has; empty for none.</param>
    /// <param name="page">0 for page 1, 1 for page 2.</param>
    /// <param name="at">When it came.</param>
    /// <param name="inputs">Takes the readings.</param>
    public void Take(ReadOnlySpan<byte> data, int page, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        var (count, highest, urgent) = (0, -1, -1);
        for (var item = data; item.Length >= ItemLength; item = item[ItemLength..])
        {
            var (priority, code) = (item[0] - '0', MedibusFrame.Hex(item[1..3]));
            if (code < 0) continue;
            count++;
            if (priority <= highest) continue;
            (highest, urgent) = (priority, code + page * PageTwoOffset);
        }

        (_pages[page], _lost[page]) = ((count, highest, urgent), false);
        Tell(at, inputs);
    }

    /// <summary>A page that the device had is not answered any more: how many alarms there are is not known until it is.</summary>
    /// <param name="page">0 for page 1, 1 for page 2.</param>
    /// <param name="at">When it was given up.</param>
    /// <param name="inputs">Takes the readings.</param>
    public void Lose(int page, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        (_pages[page], _lost[page]) = (default, true);
        Tell(at, inputs);
    }

    private void Tell(TimeSpan at, ICollection<MonitorInput> inputs)
    {
        if (_lost.Contains(true))
        {
            inputs.Add(Reading.Missing(sensor, Mdc.DeviceAlarms, MdcUnit.Dimensionless, NoData.DeviceError, at));
            inputs.Add(Reading.Missing(sensor, Mdc.DeviceAlarmCode, MdcUnit.Dimensionless, NoData.DeviceError, at));
            return;
        }

        var first = _pages[0].Priority >= _pages[1].Priority ? _pages[0] : _pages[1];
        var sum = _pages[0].Count + _pages[1].Count;
        inputs.Add(Reading.Valid(sensor, Mdc.DeviceAlarms, MdcUnit.Dimensionless, sum, at));
        inputs.Add(sum > 0
            ? Reading.Valid(sensor, Mdc.DeviceAlarmCode, MdcUnit.Dimensionless, first.Code, at)
            : Reading.Missing(sensor, Mdc.DeviceAlarmCode, MdcUnit.Dimensionless, NoData.NotMeasured, at));
    }
}
