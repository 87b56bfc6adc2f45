namespace EdgeMonitor.Uplink;

/// <summary>
/// What was in telemetry records that were given up before they could be stored: a gap for each run of samples, put into the next record
/// that is kept. Bounded: runs that follow each other are one gap, however many records they were in.
/// </summary>
internal sealed class GivenUpSamples
{
    private const string Cause = "The samples were received and not kept: the store did not answer for too long.";

    private readonly List<Wire.Gap> _gaps = [];

    /// <summary>Takes note of a record that is given up: its samples, and the gaps it already told of.</summary>
    public void Take(Wire.Record record)
    {
        if (record.Telemetry is not { } telemetry) return;
        foreach (var gap in telemetry.Gaps) Note(gap);
        foreach (var waveform in telemetry.Waveforms)
        {
            Note(new Wire.Gap
            {
                Sensor = waveform.Sensor,
                Label = waveform.Label,
                Session = waveform.Session,
                FirstIndex = waveform.FirstIndex,
                Count = waveform.Differences.Count,
                StartUs = waveform.StartUs,
                EndUs = waveform.StartUs + (long)Math.Round(waveform.Differences.Count / waveform.RateHz * 1e6),
                Cause = Cause,
            });
        }
    }

    /// <summary>Leaves the gaps in the first telemetry record that may still be changed; keeps them where there is none.</summary>
    public void LeaveIn(List<Wire.Record> waiting, int from)
    {
        if (_gaps.Count == 0) return;
        var next = waiting.FindIndex(from, static record => record.Telemetry is not null);
        if (next < 0) return;
        var later = waiting[next].Telemetry.Gaps.ToArray();
        waiting[next].Telemetry.Gaps.Clear();
        waiting[next].Telemetry.Gaps.AddRange(_gaps);
        waiting[next].Telemetry.Gaps.AddRange(later);
        _gaps.Clear();
    }

    private void Note(Wire.Gap gap)
    {
        var before = _gaps.FindLast(earlier => earlier.Sensor == gap.Sensor && earlier.Label == gap.Label && earlier.Session == gap.Session);
        if (before is null || before.Cause != gap.Cause || before.FirstIndex + before.Count != gap.FirstIndex)
        {
            _gaps.Add(gap);
            return;
        }

        before.Count += gap.Count;
        before.EndUs = gap.EndUs;
    }
}
