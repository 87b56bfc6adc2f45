using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Monitoring;

/// <summary>Which respiration rate is shown where an impedance wave, pulses and beats tell of breathing.</summary>
public sealed class RespirationFusionTests
{
    [Test]
    public void WithoutImpedanceTheRateOfPulsesAndBeatsIsShownAsDerived()
    {
        var ward = new Chest(withImpedance: false);
        ward.Run(70);
        var shown = ward.Shown(Mdc.RespRate);
        Assert.That(shown!.Value, Is.EqualTo(15).Within(1));
        Assert.That((shown.Mark, shown.IsComputed), Is.EqualTo((ReadingMark.Derived, true)));
        Assert.That(ward.Shown(Mdc.TthorRespRate), Is.Null);
    }

    [Test]
    public void WhatImpedanceShowsGoesFirst()
    {
        var ward = new Chest { Tells = 20 };
        ward.Run(70);
        Assert.That((ward.Shown(Mdc.RespRate)!.Value, ward.Shown(Mdc.RespRate)!.Mark), Is.EqualTo((ward.Shown(Mdc.TthorRespRate)!.Value, ReadingMark.None)));
        Assert.That(ward.Shown(Mdc.RespRate)!.Value, Is.EqualTo(15).Within(0.5));
        Assert.That(ward.Shown(Mdc.RespRateDerived)!.Value, Is.EqualTo(20).Within(1));
        Assert.That(ward.Shown(Mdc.RespRateDerived)!.Mark, Is.EqualTo(ReadingMark.Derived));
    }

    [Test]
    public void AnApnoeaIsSignalledInTimeAndNoDerivedRateHidesIt()
    {
        var ward = new Chest();
        ward.Run(70);
        ward.Impedance!.Rate = 0;
        double? heard = null;
        for (var second = 0; second < 40; second++)
        {
            ward.Run(1);
            if (ward.Bed.StoryOf("apnoea").Length > 0) heard ??= second;
            if (heard is not null) Assert.That(ward.Shown(Mdc.RespRate)!.Value, Is.Null, $"{second} s: pulses and beats go on as if the patient breathed");
        }

        Assert.That(heard, Is.InRange(15, 22), ward.Bed.Log);
        Assert.That(ward.Shown(Mdc.RespRateDerived)!.Value, Is.EqualTo(15).Within(1), "it is still said, as what it is");
    }

    [Test]
    public void WhileAnElectrodeOfTheImpedanceIsOffTheDerivedRateStandsIn()
    {
        var ward = new Chest();
        ward.Run(70);
        ward.Impedance!.Contact = Contact.LeadOff;
        ward.Run(10);
        Assert.That((ward.Shown(Mdc.RespRate)!.Value is not null, ward.Shown(Mdc.RespRate)!.Mark, ward.Shown(Mdc.RespRate)!.Sensor), Is.EqualTo((true, ReadingMark.Derived, "chest")));
        Assert.That(ward.Bed.StoryOf("apnoea"), Is.Empty);
    }

    [Test]
    public void OnlyTheHeartInTheImpedanceLetsNothingStandIn()
    {
        var ward = new Chest();
        ward.Run(70);
        (ward.Impedance!.Rate, ward.Impedance.Heart) = (0, (60, 75));
        ward.Run(40);
        Assert.That(ward.Bed.StoryOf("resp-artefact"), Is.EqualTo("start high"), ward.Bed.Log);
        Assert.That((ward.Shown(Mdc.RespRate)!.Value, ward.Shown(Mdc.TthorRespRate)!.Value), Is.EqualTo(((double?)null, (double?)null)));
    }

    [Test]
    public void ADerivedRateBeyondALimitIsSignalledWhereThereIsNoImpedance()
    {
        var ward = new Chest(withImpedance: false) { Tells = 34 };
        ward.Run(120);
        Assert.That(ward.Bed.StoryOf("resp-high"), Is.EqualTo("start medium"), ward.Bed.Log);
        ward.Tells = 15;
        ward.Run(120);
        Assert.That(ward.Bed.StoryOf("resp-high"), Is.EqualTo("start medium, end medium"), ward.Bed.Log);
    }

    [Test]
    public void ADerivedRateIsNotScored()
    {
        var ward = new Chest(withImpedance: false);
        ward.Run(70);
        Assert.That(ward.Bed.Events.OfType<EarlyWarningScore>().Last().Missing, Does.Contain("respiration"));
    }

    [Test]
    public void ANewPatientHasNoRateOfTheOneBefore()
    {
        var ward = new Chest(withImpedance: false);
        ward.Run(70);
        ward.Bed.Give(new DischargePatient(new Actor("bedside", OperatorOrigin.Bedside), ward.Bed.Now));
        ward.Bed.Events.Clear();
        ward.Run(20);
        Assert.That(ward.Shown(Mdc.RespRate)?.Value, Is.Null);
    }

    /// <summary>A bed whose ECG and pleth change with a breathing of their own.</summary>
    private sealed class Chest
    {
        private readonly BedsideEcg _ecg;
        private readonly BedsideOximeter _oximeter;

        public Chest(bool withImpedance = true)
        {
            _ecg = Bed.Ecg();
            _ecg.HeartRate = 75;
            _oximeter = Bed.Oximeter();
            _oximeter.Wave.Rate = 75;
            if (withImpedance) Impedance = Bed.Chest();
        }

        public Bedside Bed { get; } = new();

        public BedsideChest? Impedance { get; }

        /// <summary>Breaths a minute that pulses and beats tell of.</summary>
        public double Tells { get; set; } = 15;

        public void Run(double seconds)
        {
            for (var step = 0; step < (int)(seconds * 10); step++)
            {
                var breath = Math.Sin(Math.Tau * Bed.Now.TotalSeconds * Tells / 60);
                (_ecg.Height, _oximeter.Wave.Height) = (1.1 * (1 + 0.06 * breath), 400 * (1 + 0.08 * breath));
                _ecg.HeartRate = 75 * (1 + 0.03 * breath);
                Bed.Run(0.1);
            }
        }

        /// <summary>What was said of it in the last second; null where nothing was.</summary>
        public Reading? Shown(uint mdc)
        {
            var last = Bed.Events.OfType<VitalSign>().Last().At;
            return Bed.Events.OfType<VitalSign>().LastOrDefault(vital => vital.Reading.Mdc == mdc && vital.At == last)?.Reading;
        }
    }
}
