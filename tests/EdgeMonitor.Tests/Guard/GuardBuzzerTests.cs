using EdgeMonitor.Guard;
using EdgeMonitor.Tests.Annunciation;

namespace EdgeMonitor.Tests.Guard;

public sealed class GuardBuzzerTests
{
    private static readonly GuardOptions Options = new() { Chip = "/dev/gpiochip0", Line = 26, ActiveLow = true };

    [Test]
    public void ItsLineSoundsAndFallsSilent()
    {
        var gpio = new FakeGpio();
        using (var buzzer = new GuardBuzzer(Options, [gpio]))
        {
            buzzer.Drive(false, TimeSpan.Zero);
            Assert.That((gpio[26].Active, gpio[26].ActiveLow, gpio[26].Consumer), Is.EqualTo((false, true, "edgemonitor guard")));
            buzzer.Drive(true, TimeSpan.FromMilliseconds(1));
            Assert.That(gpio[26].Active, Is.True, "at once");
            buzzer.Drive(false, TimeSpan.FromMilliseconds(2));
            Assert.That(gpio[26].Active, Is.False);
            buzzer.Drive(true, TimeSpan.FromMilliseconds(3));
        }

        Assert.That((gpio[26].Active, gpio[26].Held), Is.EqualTo((false, false)), "whoever ends the guard in order means it");
    }

    [Test]
    public void TheLevelIsWrittenAgainEverySecondAndNotOften()
    {
        var gpio = new FakeGpio();
        using var buzzer = new GuardBuzzer(Options, [gpio]);
        for (var turn = 0; turn < 50; turn++) buzzer.Drive(true, TimeSpan.FromMilliseconds(100 * turn));
        Assert.That((gpio[26].Opened, gpio[26].Written), Is.EqualTo((1, 4)));
    }

    [Test]
    public void ALineThatFailsIsSaidAndOpenedAgain()
    {
        var gpio = new FakeGpio();
        gpio[26].Failing = true;
        using var buzzer = new GuardBuzzer(Options, [gpio]);
        buzzer.Drive(true, TimeSpan.Zero);
        Assert.That(buzzer.Fault, Is.EqualTo("The fail-safe line cannot be driven and is tried again every second: the line is gone."));
        gpio[26].Failing = false;
        buzzer.Drive(true, TimeSpan.FromSeconds(0.9));
        Assert.That(gpio[26].Tries, Is.EqualTo(1));
        buzzer.Drive(true, TimeSpan.FromSeconds(1));
        Assert.That((gpio[26].Active, buzzer.Fault), Is.EqualTo((true, (string?)null)));
    }

    [Test]
    public void TheSecondProviderIsTakenWhereTheFirstOneFails()
    {
        var (first, second) = (new FakeGpio(), new FakeGpio());
        first[26].Failing = true;
        using var buzzer = new GuardBuzzer(Options, [first, second]);
        buzzer.Drive(true, TimeSpan.Zero);
        Assert.That((second[26].Active, buzzer.Fault), Is.EqualTo((true, (string?)null)));
    }

    [Test]
    public void WithoutAChipItSaysThatNothingSounds()
    {
        using var buzzer = new GuardBuzzer(new GuardOptions(), []);
        buzzer.Drive(true, TimeSpan.Zero);
        Assert.That(buzzer.Fault, Does.Contain("NO fail-safe sound"));
    }
}
