namespace EdgeMonitor.Tests.Properties;

/// <summary>
/// Beats, their classes and the heart rate are those of the heart, not of the lead: later, moved, larger, turned round or sampled at another rate it says
/// the same. Tolerances are stated at each law.
/// </summary>
public class EcgLaws
{
    private const int Cases = 25;

    /// <summary>Two samples at 250 Hz: how far the fiducial may lie on another side of a flat top.</summary>
    private const double Samples = 0.008;

    /// <summary>Later by any time the beats are later by that time, to two samples, the classes are the same and the rate to 0.3 a minute.</summary>
    [Test]
    public void LaterIsLaterAndNothingElse() => Law.Holds(Cases, drawn =>
    {
        var lead = new DrawnEcg(drawn).At(250);
        return Heard.In(lead, 250).DifferenceTo(Heard.In([.. new float[drawn["samples later"]], .. lead], 250, drawn["samples later"]), Samples, 0.3);
    }, [.. DrawnEcg.Quantities, new("samples later", 0, 1000)]);

    /// <summary>An electrode's offset of up to 300 mV (IEC 60601-2-27) changes nothing but the rounding: one sample.</summary>
    [Test]
    public void AnOffsetChangesNothing() => Law.Holds(Cases, drawn =>
    {
        var lead = new DrawnEcg(drawn).At(250);
        return Heard.In(lead, 250).DifferenceTo(Heard.In(Array.ConvertAll(lead, value => value + drawn["offset, mV"]), 250), Samples, 0.3);
    }, [.. DrawnEcg.Quantities, new("offset, mV", -300, 300)]);

    /// <summary>Half to four times as large: the same beats, to two samples.</summary>
    [Test]
    public void AnotherGainChangesNothing() => Law.Holds(Cases, drawn =>
    {
        var (lead, gain) = (new DrawnEcg(drawn).At(250), drawn["gain, tenths"] / 10f);
        return Heard.In(lead, 250).DifferenceTo(Heard.In(Array.ConvertAll(lead, value => value * gain), 250), Samples, 0.3);
    }, [.. DrawnEcg.Quantities, new("gain, tenths", 5, 40)]);

    /// <summary>Electrodes that are swapped: the same beats, to 20 ms, because the fiducial may be another extreme of the same complex.</summary>
    [Test]
    public void TurnedRoundItIsTheSame() => Law.Holds(Cases, drawn =>
    {
        var lead = new DrawnEcg(drawn).At(250);
        return Heard.In(lead, 250).DifferenceTo(Heard.In(Array.ConvertAll(lead, value => -value), 250), 0.02, 0.5);
    }, DrawnEcg.Quantities);

    /// <summary>
    /// From 100 to 1000 samples a second: the same beats as at 360, to 30 ms (three samples at the lowest rate), the rate to 1 a minute; up to 100 beats a
    /// minute. An ectopic beat within 0.4 s of a fast heart's last one is doubtful, and may be found at one rate and not at another.
    /// </summary>
    [Test]
    public void AnotherRateIsTheSameHeart() => Law.Holds(Cases, drawn =>
    {
        var (ecg, rate) = (new DrawnEcg(drawn), drawn["samples a second"]);
        return Heard.In(ecg.At(360), 360).DifferenceTo(Heard.In(ecg.At(rate), rate), 0.03, 1);
    }, [DrawnEcg.Rate with { Most = 100 }, .. DrawnEcg.Quantities[1..], new("samples a second", 100, 1000)]);
}
