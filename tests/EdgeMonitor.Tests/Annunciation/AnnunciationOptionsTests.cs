using EdgeMonitor.Annunciation;
using Microsoft.Extensions.Options;

namespace EdgeMonitor.Tests.Annunciation;

[TestFixture]
public sealed class AnnunciationOptionsTests
{
    [Test]
    public void TheDefaultsAreValidAndDriveNoHardware()
    {
        var options = new AnnunciationOptions();

        Assert.That(Check(options).Succeeded, Is.True);
        Assert.That(options.Chip, Is.Null);
    }

    [Test]
    public void TwoOutputsOnOneLineAreRefusedByName()
    {
        ValidateOptionsResult result = Check(new AnnunciationOptions { Chip = "/dev/gpiochip0", RedLine = 17 });

        Assert.That(result.FailureMessage, Does.Contain("BuzzerLine and RedLine").And.Contain("17"));
    }

    [TestCase("gpiochip0", 17)]
    [TestCase("/dev/gpiochip0", -1)]
    [TestCase("/dev/gpiochip0", 5000)]
    public void NonsenseIsRefused(string chip, int buzzerLine)
    {
        Assert.That(Check(new AnnunciationOptions { Chip = chip, BuzzerLine = buzzerLine }).Failed, Is.True);
    }

    private static ValidateOptionsResult Check(AnnunciationOptions options) => new AnnunciationOptionsValidator().Validate(null, options);
}
