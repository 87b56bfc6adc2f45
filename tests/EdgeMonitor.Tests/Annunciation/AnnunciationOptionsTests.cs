using System.ComponentModel.DataAnnotations;
using EdgeMonitor.Annunciation;

namespace EdgeMonitor.Tests.Annunciation;

[TestFixture]
public sealed class AnnunciationOptionsTests
{
    [Test]
    public void TheDefaultsAreValidAndDriveNoHardware()
    {
        var options = new AnnunciationOptions();

        Assert.That(Check(options), Is.Empty);
        Assert.That(options.Chip, Is.Null);
    }

    [Test]
    public void TwoOutputsOnOneLineAreRefusedByName()
    {
        var faults = Check(new AnnunciationOptions { Chip = "/dev/gpiochip0", RedLine = 17 });

        Assert.That(faults.Single().ErrorMessage, Does.Contain("BuzzerLine and RedLine").And.Contain("17"));
    }

    [TestCase("gpiochip0", 17)]
    [TestCase("/dev/gpiochip0", -1)]
    [TestCase("/dev/gpiochip0", 5000)]
    public void NonsenseIsRefused(string chip, int buzzerLine)
    {
        Assert.That(Check(new AnnunciationOptions { Chip = chip, BuzzerLine = buzzerLine }), Is.Not.Empty);
    }

    [Test]
    public void TheSoundsOfPrioritiesAreInOrder()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Check(new AnnunciationOptions { VolumeMedium = 50, VolumeLow = 60 }).Single().ErrorMessage, Is.EqualTo("at most VolumeMedium (50)"));
            Assert.That(Check(new AnnunciationOptions { VolumeHigh = 70 }).Single().ErrorMessage, Is.EqualTo("at most VolumeHigh (70)"));
            Assert.That(Check(new AnnunciationOptions { VolumeLow = 0 }), Is.Not.Empty, "no setting is silence");
        });
    }

    [Test]
    public void ALoudspeakerLeavesTheBuzzersLineToOthersAndNeedsTheLampsChip()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Check(new AnnunciationOptions { Chip = "/dev/gpiochip0", PwmChip = 0, HelpButtonLine = 17 }), Is.Empty);
            Assert.That(Check(new AnnunciationOptions { Chip = "/dev/gpiochip0", HelpButtonLine = 17 }), Is.Not.Empty);
            Assert.That(Check(new AnnunciationOptions { PwmChip = 0 }), Is.Not.Empty);
            Assert.That(Check(new AnnunciationOptions { Chip = "/dev/gpiochip0", PwmChip = 0, FrequencyHz = 2700 }), Is.Not.Empty);
        });
    }

    [Test]
    public void NamesAreOfLinesInUseAndOfOneLineEach()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Named(("RedLine", "BED_RED"), ("buzzerline", "BED_BUZZER")), Is.Empty);
            Assert.That(Named(("HelpButtonLine", "BED_HELP")).Single().ErrorMessage, Does.StartWith("only lines that are in use: BuzzerLine, RedLine"));
            Assert.That(Named(("RedLine", "")).Single().ErrorMessage, Does.Contain("1 to 31 letters"));
            Assert.That(Named(("RedLine", "ONE"), ("CyanLine", "ONE")).Single().ErrorMessage, Does.Contain("RedLine and CyanLine are ONE"));
        });

        static List<ValidationResult> Named(params (string Line, string Name)[] names) => Check(new AnnunciationOptions
        {
            Chip = "/dev/gpiochip0",
            LineNames = names.ToDictionary(line => line.Line, line => line.Name, StringComparer.OrdinalIgnoreCase),
        });
    }

    private static List<ValidationResult> Check(AnnunciationOptions options)
    {
        var faults = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true);
        return faults;
    }
}
