using System.ComponentModel.DataAnnotations;

namespace EdgeMonitor.Station;

/// <summary>The section <c>Station</c>: of a bed, which nurse stations it expects; of a nurse station, which beds it watches.</summary>
internal sealed class StationOptions
{
    /// <summary>At a bed: ids of the nurse stations that must confirm. Default none: the bed speaks to no station, and sounds as ever.</summary>
    public List<string> Expected { get; init; } = [];

    /// <summary>At a bed: how long an expected station may take to confirm, seconds (alarm reference §7: remote signal within 10 s).</summary>
    [Range(6, 60)]
    public double ReceiptSeconds { get; init; } = 10;

    /// <summary>At a bed: whether a person at a nurse station may acknowledge its alarms. Default false: whoever silences a bed stands at it.</summary>
    public bool HonourAcknowledge { get; init; }

    /// <summary>At a nurse station: ids of the beds that it watches, all of its own site.</summary>
    public List<string> Beds { get; init; } = [];

    /// <summary>At a nurse station: a bed that was not heard for so long is an alarm, seconds. Default three heartbeats.</summary>
    [Range(10, 60)]
    public double SilentAfterSeconds { get; init; } = 15;
}
