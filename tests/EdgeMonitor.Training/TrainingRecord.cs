using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Training;

/// <summary>A record of the MIT-BIH Arrhythmia Database: two leads in format 212, 360 Hz.</summary>
/// <param name="Name">Its number.</param>
/// <param name="Leads">mV, oldest first; all of one length.</param>
/// <param name="Marks">What the annotators marked, oldest first.</param>
internal sealed record TrainingRecord(string Name, float[][] Leads, IReadOnlyList<WfdbAnnotation> Marks)
{
    /// <summary>Samples per second.</summary>
    public const double Rate = 360;

    /// <summary>Whose record it is: 201 and 202 are of one patient.</summary>
    public string Patient => Name == "202" ? "201" : Name;

    /// <summary>Reads the record of an annotation file.</summary>
    public static TrainingRecord Read(string path)
        => new(Path.GetFileNameWithoutExtension(path), Format212.Read(Path.ChangeExtension(path, ".hea")), WfdbAnnotation.ReadAll(path));

    /// <summary>The second lead becomes the first.</summary>
    public void SwapLeads() => Array.Reverse(Leads);

    /// <summary>Runs the detector and the classifier over a lead, as the monitor does.</summary>
    /// <param name="lead">0 or 1.</param>
    /// <param name="classifier">Classifies the beats.</param>
    /// <param name="take">Takes each beat's sample and class.</param>
    public void Play(int lead, BeatClassifier classifier, Action<long, BeatClass> take)
    {
        const int span = 36; // samples: blocks of 100 ms
        var (detector, history) = (new QrsDetector(Rate), new LeadHistory(Rate));
        var samples = Leads[lead];
        var taken = new float[LeadHistory.MostAtOnce];
        for (var at = 0; at < samples.Length; at += span)
        {
            var block = samples.AsSpan(at, Math.Min(span, samples.Length - at));
            detector.Process(block);
            foreach (var sample in block) history.Push(sample, taken);
            while (detector.TryTakeBeat(out var beat)) take(beat.Index, classifier.Classify(history, beat, beat.Index * LeadHistory.Rate / Rate).Class);
        }
    }

    /// <summary>Runs the detectors and the classifiers over all leads together, as the monitor does.</summary>
    /// <param name="model">Classifies the beats.</param>
    /// <param name="take">Takes each beat's sample and class.</param>
    public void PlayAll(BeatModel model, Action<long, BeatClass> take)
    {
        const int span = 36; // samples: blocks of 100 ms
        const int beatsOfRun = 5; // any: runs do not matter here
        const double rateOfRun = 100;
        var detector = new MultiLeadQrsDetector(Leads.Length, Rate);
        var leads = new LeadRhythms(Rate, [.. Leads.Select(_ => new RhythmAnalysis(Rate, model))], beatsOfRun, rateOfRun);
        var (samples, blocks) = (Leads[0].Length, new float[span * Leads.Length]);
        for (var at = 0; at < samples; at += span)
        {
            var length = Math.Min(span, samples - at);
            for (var lead = 0; lead < Leads.Length; lead++)
            {
                Leads[lead].AsSpan(at, length).CopyTo(blocks.AsSpan(lead * length));
                leads.Process(lead, Leads[lead].AsSpan(at, length));
            }

            detector.Process(blocks.AsSpan(0, length * Leads.Length));
            leads.TakeBeats(0, TimeSpan.Zero);
            while (detector.TryTakeBeat(out var beat)) take(beat.Index, leads.ClassOf(beat, TimeSpan.FromSeconds(beat.Index / Rate)));
        }
    }

    /// <summary>True for samples within ventricular flutter, which has no beats to score.</summary>
    public bool IsFlutter(long sample)
    {
        var inside = false;
        foreach (var mark in Marks)
        {
            if (mark.Sample > sample) break;
            if (mark.Code == WfdbAnnotation.FlutterBegins) inside = true;
            if (mark.Code == WfdbAnnotation.FlutterEnds) inside = false;
        }

        return inside;
    }

    /// <summary>Index of the nearest beat mark within 150 ms (ANSI/AAMI EC57); −1 where there is none.</summary>
    public int MarkAt(long sample)
    {
        var (best, nearest) = (-1, (long)(0.150 * Rate) + 1);
        for (var i = FirstAfter(sample - nearest); i < Marks.Count && Marks[i].Sample < sample + nearest; i++)
        {
            var distance = Math.Abs(Marks[i].Sample - sample);
            if (Marks[i].IsBeat && distance < nearest) (best, nearest) = (i, distance);
        }

        return best;
    }

    private int FirstAfter(long sample)
    {
        var (low, high) = (0, Marks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Marks[middle].Sample <= sample) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
