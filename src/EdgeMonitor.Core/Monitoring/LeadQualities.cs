using EdgeMonitor.Core.Signals;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Core.Monitoring;

/// <summary>The quality of all leads in which beats are looked for.</summary>
internal sealed class LeadQualities
{
    private readonly SignalWatch[] _leads;

    /// <param name="leads">The leads, the first is the one chosen for monitoring.</param>
    /// <param name="finder">Tells of each lead's own beats.</param>
    public LeadQualities(SignalDescriptor[] leads, BeatFinder finder)
    {
        _leads = Array.ConvertAll(leads, lead => new SignalWatch(lead, WaveKind.Ecg));
        finder.Heard = (lead, index) => _leads[lead].Index.AddBeat(index);
    }

    /// <summary>That of the first lead.</summary>
    public SignalQualityIndex First => _leads[0].Index;

    /// <summary>The quality of the beats: that of the best lead, because the leads that see them clearly outvote the others.</summary>
    public SignalQuality Best
    {
        get
        {
            var best = SignalQuality.Unknown;
            foreach (var lead in _leads) best = lead.Index.Quality > best ? lead.Index.Quality : best;
            return best;
        }
    }

    /// <summary>What is wrong with the best lead.</summary>
    public QualityFaults FaultsOfBest
    {
        get
        {
            var best = _leads[0].Index;
            foreach (var lead in _leads)
            {
                if (lead.Index.Quality > best.Quality) best = lead.Index;
            }

            return best.Faults;
        }
    }

    /// <summary>Takes what the finder has just looked at.</summary>
    public void Process(BeatFinder finder)
    {
        for (var lead = 0; lead < _leads.Length; lead++)
        {
            if (finder.IsFirstSpan) _leads[lead].Index.Restart(finder.FirstIndex);
            _leads[lead].Index.Process(finder.Lead(lead), finder.BeatLevelOf(lead), finder.NoiseLevelOf(lead));
        }
    }

    /// <summary>Once a second.</summary>
    public void SaySecond(bool isMissing, TimeSpan now, ICollection<MonitorEvent> events)
    {
        foreach (var lead in _leads) lead.SaySecond(isMissing, now, events);
    }
}
