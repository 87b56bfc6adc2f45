namespace EdgeMonitor.Core.Vitals;

/// <summary>
/// The ventricular rhythms over all leads of one heart: each lead is judged by itself (<see cref="LeadRhythm"/>), and the one that shows a ventricular run or
/// fibrillation counts, because a wide beat may look narrow and fibrillation fine in any one lead, and a lead may have died without a word. What a lead shows is an
/// artefact of its electrodes where another lead shows the patient's usual beats at that time, and hardly anything else: one heart cannot do both. Own.
/// </summary>
internal sealed class LeadRhythms
{
    /// <summary>Usual beats that went on for this long contradict fibrillation: it is the time in its definition (CinC 2015).</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(4);

    /// <summary>Beats of two leads nearer than this are one beat (the match window of ANSI/AAMI EC57).</summary>
    private static readonly TimeSpan SameBeat = TimeSpan.FromSeconds(0.150);

    /// <summary>Beats of a kind before one that need no other lead's word. Chosen: artefacts seldom have three of a kind, as in a ventricular run.</summary>
    private const int KnownBeats = 3;

    private readonly LeadRhythm[] _leads;
    private readonly double _sampleRate;

    /// <param name="sampleRateHz">Samples per second of all leads.</param>
    /// <param name="leads">One analysis a lead; the first is the one chosen for monitoring.</param>
    /// <param name="beats">Beats of a ventricular run.</param>
    /// <param name="limit">Its beats per minute.</param>
    public LeadRhythms(double sampleRateHz, IRhythmAnalysis[] leads, int beats, double limit)
    {
        _sampleRate = sampleRateHz;
        _leads = Array.ConvertAll(leads, lead => new LeadRhythm(sampleRateHz, lead, leads.Length > 1, new VentricularRun(beats, limit)));
    }

    /// <summary>True while a run of ventricular beats is there.</summary>
    public bool HasRun => Array.Exists(_leads, lead => lead.Run.IsPresent);

    /// <summary>True where enough beats have been seen to know.</summary>
    public bool KnowsRun => Array.Exists(_leads, lead => lead.Run.Known);

    /// <summary>The run's rate, beats per minute, of the lead that shows it; null where none does.</summary>
    public double? RunRate
    {
        get
        {
            double? rate = null;
            foreach (var lead in _leads)
            {
                if (lead.Run.IsPresent) return lead.Run.Rate;
                rate ??= lead.Run.Rate;
            }

            return rate;
        }
    }

    /// <summary>A run is counted anew under other limits.</summary>
    public void Limit(int beats, double limit)
    {
        foreach (var lead in _leads) lead.Run = new VentricularRun(beats, limit);
    }

    /// <summary>The waves before say nothing any more.</summary>
    /// <param name="firstIndex">Index of the next sample.</param>
    public void Reset(long firstIndex)
    {
        foreach (var lead in _leads) lead.Reset(firstIndex);
    }

    /// <summary>Takes consecutive samples of one lead, mV, oldest first; after all leads of a span, <see cref="TakeBeats"/>.</summary>
    public void Process(int lead, ReadOnlySpan<float> millivolts) => _leads[lead].Process(millivolts);

    /// <summary>Takes the beats that the leads have found by themselves.</summary>
    /// <param name="firstIndex">Index of a sample.</param>
    /// <param name="firstAt">Its time on the monitor's line.</param>
    public void TakeBeats(long firstIndex, TimeSpan firstAt)
    {
        for (var i = 0; i < _leads.Length; i++)
        {
            while (_leads[i].TryTakeBeat(out var beat)) Add(i, beat, firstAt + TimeSpan.FromSeconds((beat.Index - firstIndex) / _sampleRate));
        }
    }

    /// <summary>Takes the next beat on which the leads agree and says its class, by the leads that move and show it (<see cref="BeatVote"/>).</summary>
    /// <param name="beat">The beat.</param>
    /// <param name="at">Its time on the monitor's line.</param>
    public BeatClass ClassOf(in Beat beat, TimeSpan at)
    {
        if (_leads.Length == 1) return Add(0, beat, at).Class;
        var vote = new BeatVote();
        foreach (var lead in _leads)
        {
            if (!lead.IsFlat && lead.JudgementAt(at, SameBeat) is { Class: not BeatClass.Unclassified } seen) vote.Add(seen.LogOdds, lead.Clearness);
        }

        return !vote.HasAny ? BeatClass.Unclassified : vote.LogOdds > BeatClassifier.Ventricular ? BeatClass.Ventricular : BeatClass.Normal;
    }

    /// <summary>
    /// False where what was taken for a beat is the noise of a lead: nothing like it has been seen before, and a lead that has shown the heart, and is not dead,
    /// shows none there. Only then: a beat of a new kind is believed once it has been seen three times, and at once where no lead denies it or a lead fibrillates.
    /// </summary>
    /// <param name="at">The beat's time; the leads have decided on it.</param>
    public bool IsOfHeart(TimeSpan at)
    {
        if (_leads.Length == 1) return true;
        var denied = false;
        foreach (var lead in _leads)
        {
            if (lead.Fibrillates == true) return true;
            if (lead.IsDead) continue;
            if (lead.AlikeAt(at, SameBeat) is not { } alike) denied |= lead.SeesHeart;
            else if (alike >= KnownBeats) return true;
        }

        return !denied;
    }

    /// <summary>True while a lead fibrillates and no other shows the usual beats; null while nobody can say.</summary>
    /// <param name="heardUntil">All beats before this have been given.</param>
    public bool? Fibrillates(TimeSpan heardUntil)
    {
        bool? any = null;
        for (var i = 0; i < _leads.Length; i++)
        {
            if (_leads[i].Fibrillates is not { } fibrillates) continue;
            if (fibrillates && !IsContradicted(i, heardUntil - Recent, heardUntil)) return true;
            any = false;
        }

        return any;
    }

    /// <summary>Ends the runs where no beat has come for too long.</summary>
    public void EndAt(TimeSpan heardUntil)
    {
        foreach (var lead in _leads) lead.Run.EndAt(heardUntil);
    }

    /// <summary>Nothing is known of the beats before.</summary>
    public void Forget()
    {
        foreach (var lead in _leads) lead.Forget();
    }

    private BeatJudgement Add(int lead, in Beat beat, TimeSpan at)
    {
        var judgement = _leads[lead].Add(beat, at);
        var run = _leads[lead].Run;
        run.Add(at, judgement, run.WouldBegin is { } since && (IsContradicted(lead, since, at) || IsMixed(lead, since, at)));
        return judgement;
    }

    /// <summary>
    /// True where a clearer lead shows a usual beat among those of the run, as between ectopic beats that a noisy lead does not tell from the others: of two leads
    /// that disagree the clearer one is believed, and a usual beat parts a run.
    /// </summary>
    private bool IsMixed(int lead, TimeSpan from, TimeSpan to)
    {
        var (run, clearness) = (_leads[lead].Run, _leads[lead].QualityBetween(from, to));
        for (var i = 0; i < _leads.Length; i++)
        {
            if (i == lead || _leads[i].IsFlat || _leads[i].Fibrillates == true || _leads[i].QualityBetween(from, to) <= clearness) continue;
            if (_leads[i].ShowsUsualAt(to, SameBeat)) return true;
            for (var back = 0; back < run.Length - 1; back++)
            {
                if (_leads[i].ShowsUsualAt(run.Back(back), SameBeat)) return true;
            }
        }

        return false;
    }

    /// <summary>True where another lead that moves and does not fibrillate has shown hardly anything but the usual beats in that time.</summary>
    private bool IsContradicted(int lead, TimeSpan from, TimeSpan to)
    {
        for (var i = 0; i < _leads.Length; i++)
        {
            if (i == lead || _leads[i].IsFlat || _leads[i].Fibrillates == true) continue;
            if (_leads[i].GoesOn(from, to)) return true;
        }

        return false;
    }
}
