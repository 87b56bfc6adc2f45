using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Tests.Vitals;

public sealed class News2Tests
{
    private static readonly News2Values Well = new(16, 98, false, 120, 72, true, 37.0);

    [TestCase(16, 98, 1, false, 120, 72, true, 37.0, "0 0 0 0 0 0 0", 0, News2Band.Low)]
    [TestCase(22, 94, 1, true, 105, 112, true, 38.5, "2 1 2 1 2 0 1", 9, News2Band.High)]
    [TestCase(8, 95, 1, false, 130, 60, true, 36.5, "3 1 0 0 0 0 0", 4, News2Band.LowMedium)]
    [TestCase(20, 94, 2, true, 120, 80, true, 37.0, "0 1 2 0 0 0 0", 3, News2Band.Low)]
    [TestCase(20, 94, 2, false, 120, 80, true, 37.0, "0 0 0 0 0 0 0", 0, News2Band.Low)]
    [TestCase(25, 91, 1, true, 90, 131, false, 35.0, "3 3 2 3 3 3 3", 20, News2Band.High)]
    public void TheReferencesVectorsAreScored(
        double respiration, double saturation, int scale, bool oxygen, double systolic, double pulse, bool alert, double temperature, string parts, int total, News2Band band)
    {
        var score = new News2(new(respiration, saturation, oxygen, systolic, pulse, alert, temperature, scale == 2));
        Assert.That(string.Join(' ', score.Parts), Is.EqualTo(parts));
        Assert.That((score.Total, score.Band), Is.EqualTo((total, band)));
    }

    /// <summary>Every border of the table: the last value of a part and the first of the next.</summary>
    [TestCase(News2Parameter.Respiration, "8 3, 9 1, 11 1, 12 0, 20 0, 21 2, 24 2, 25 3, 8.4 3, 8.5 1, 20.5 2")]
    [TestCase(News2Parameter.Saturation, "91 3, 92 2, 93 2, 94 1, 95 1, 96 0, 95.5 0, 95.4 1")]
    [TestCase(News2Parameter.Systolic, "90 3, 91 2, 100 2, 101 1, 110 1, 111 0, 219 0, 220 3, 219.5 3")]
    [TestCase(News2Parameter.Pulse, "40 3, 41 1, 50 1, 51 0, 90 0, 91 1, 110 1, 111 2, 130 2, 131 3")]
    [TestCase(News2Parameter.Temperature, "35.0 3, 35.04 3, 35.05 1, 35.1 1, 36.0 1, 36.05 0, 36.1 0, 38.0 0, 38.05 1, 38.1 1, 39.0 1, 39.05 2, 39.1 2")]
    public void EveryBorderOfTheTableIsKept(News2Parameter parameter, string borders)
    {
        foreach (var border in borders.Split(", "))
        {
            var (value, part) = (double.Parse(border.Split(' ')[0]), int.Parse(border.Split(' ')[1]));
            Assert.That(new News2(With(parameter, value))[parameter], Is.EqualTo(part), border);
        }
    }

    [TestCase(true, "83 3, 84 2, 85 2, 86 1, 87 1, 88 0, 92 0, 93 1, 94 1, 95 2, 96 2, 97 3")]
    [TestCase(false, "83 3, 85 2, 87 1, 88 0, 92 0, 93 0, 97 0, 100 0")]
    public void Scale2AsksForOxygenFrom93On(bool oxygen, string borders)
    {
        foreach (var border in borders.Split(", "))
        {
            var score = new News2(Well with { HypercapnicScale = true, OnOxygen = oxygen, Saturation = double.Parse(border.Split(' ')[0]) });
            Assert.That(score[News2Parameter.Saturation], Is.EqualTo(int.Parse(border.Split(' ')[1])), border);
        }
    }

    [Test]
    public void Scale2WithoutKnowledgeOfOxygenIsNotScoredFrom93On()
    {
        Assert.That(new News2(Well with { HypercapnicScale = true, OnOxygen = null, Saturation = 93 }).Missing, Is.EqualTo(new[] { News2Parameter.Saturation, News2Parameter.Oxygen }));
        Assert.That(new News2(Well with { HypercapnicScale = true, OnOxygen = null, Saturation = 90 }).Missing, Is.EqualTo(new[] { News2Parameter.Oxygen }));
    }

    [Test]
    public void AMissingParameterGivesNoTotalAndIsNamed([Values] News2Parameter parameter)
    {
        var score = new News2(Without(parameter));
        Assert.That((score.Total, score.Band), Is.EqualTo(((int?)null, (News2Band?)null)));
        Assert.That(score.Missing, Is.EqualTo(new[] { parameter }));
    }

    [Test]
    public void WhatIsKnownOfAnIncompleteSetIsALowerBound()
        => Assert.That(new News2(new(25, null, true, null, 131, null, null)).Known, Is.EqualTo(8));

    [TestCase(double.MaxValue)]
    [TestCase(double.MinValue)]
    public void AValueOfNoPatientDoesNotEndTheMonitor(double value)
        => Assert.That(new News2(With(News2Parameter.Temperature, value)).Total, Is.Not.Null);

    private static News2Values With(News2Parameter parameter, double value) => parameter switch
    {
        News2Parameter.Respiration => Well with { Respiration = value },
        News2Parameter.Saturation => Well with { Saturation = value },
        News2Parameter.Systolic => Well with { Systolic = value },
        News2Parameter.Pulse => Well with { Pulse = value },
        _ => Well with { Temperature = value },
    };

    private static News2Values Without(News2Parameter parameter) => parameter switch
    {
        News2Parameter.Respiration => Well with { Respiration = null },
        News2Parameter.Saturation => Well with { Saturation = null },
        News2Parameter.Oxygen => Well with { OnOxygen = null },
        News2Parameter.Systolic => Well with { Systolic = null },
        News2Parameter.Pulse => Well with { Pulse = null },
        News2Parameter.Consciousness => Well with { Alert = null },
        _ => Well with { Temperature = null },
    };
}
