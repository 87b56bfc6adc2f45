using EdgeMonitor.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Commands.Evaluation;

namespace EdgeMonitor.Tests.Commands.Evaluation;

/// <summary>From annotations to the episodes that the alarms are held against.</summary>
public sealed class RhythmEpisodeTests
{
    [Test]
    public void NoiseDoesNotEndTheRhythmUnderIt()
    {
        WfdbAnnotation[] marks = [Rhythm(0, "(N"), Rhythm(10, "(VFIB"), Rhythm(20, "(NOISE"), Rhythm(25, "(VF"), Rhythm(40, "(ASYS"), Rhythm(50, "(VT")];
        Assert.That(RhythmEpisode.FromRhythms(marks, 1, 60), Is.EqualTo(new RhythmEpisode[]
        {
            new("ventricular-fibrillation", 10, 40), new("asystole", 40, 50), new("ventricular-tachycardia", 50, 60),
        }));
    }

    [Test]
    public void FlutterMarksAreFibrillation()
    {
        WfdbAnnotation[] marks = [new(5, 32, ""), new(6, 31, ""), new(9, 33, ""), new(10, 14, "")];
        Assert.That(RhythmEpisode.FromRhythms(marks, 1, 20), Is.EqualTo(new RhythmEpisode[] { new("ventricular-fibrillation", 5, 9) }));
    }

    [Test]
    public void BeatsMakeEpisodesByTheDefinitions()
    {
        List<WfdbAnnotation> marks = [];
        var at = 0L;
        Beats(1, 800, 5);
        Beats(5, 500, 5);
        Beats(1, 800, 2);
        Beats(1, 1600, 4);
        Beats(1, 4000, 1);
        Beats(1, 400, 16);
        var episodes = RhythmEpisode.FromBeats(marks, 1000).ToList();
        Assert.That(episodes.Select(episode => episode.Condition), Is.EquivalentTo(
            new[] { "ventricular-tachycardia", "extreme-bradycardia", "asystole", "extreme-tachycardia" }));
        Assert.That(episodes.Single(episode => episode.Condition == "ventricular-tachycardia"), Is.EqualTo(new RhythmEpisode("ventricular-tachycardia", 4.5, 6.5)));

        void Beats(int code, int interval, int count)
        {
            for (var i = 0; i < count; i++) marks.Add(new(at += interval, code, ""));
        }
    }

    private static WfdbAnnotation Rhythm(long sample, string text) => new(sample, WfdbAnnotation.Rhythm, text);
}
