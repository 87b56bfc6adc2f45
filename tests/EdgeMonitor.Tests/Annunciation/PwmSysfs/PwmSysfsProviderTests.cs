using EdgeMonitor.Annunciation;
using EdgeMonitor.Annunciation.PwmSysfs;

namespace EdgeMonitor.Tests.Annunciation.PwmSysfs;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PwmSysfsProviderTests : IDisposable
{
    private readonly FakeSysfs _sysfs = new();

    public void Dispose() => _sysfs.Dispose();

    [Test]
    public void AFreshChannelGetsItsPeriodFirstAndRunsSilently()
    {
        using IPwm pwm = Open();

        Assert.That(_sysfs.Writes, Is.EqualTo(["export 1", "period 2272727", "duty_cycle 0", "enable 1"]), "440 Hz");
    }

    [Test]
    public void AChannelLeftSoundingByADeadProcessIsSilencedBeforeItsPeriodChanges()
    {
        _sysfs.Leave(1, period: 6_000_000, duty: 5_000_000, enable: 1);

        using IPwm pwm = Open();

        Assert.That(_sysfs.Writes, Is.EqualTo(["duty_cycle 0", "period 2272727", "duty_cycle 0", "enable 1"]));
    }

    [Test]
    public void TheDutyIsAShareOfThePeriodAndSilenceIsNone()
    {
        using IPwm pwm = Open();
        pwm.Set(0.125);
        long sounding = _sysfs["duty_cycle"];
        pwm.Set(0);

        Assert.Multiple(() =>
        {
            Assert.That(sounding, Is.EqualTo(284091));
            Assert.That((_sysfs["duty_cycle"], _sysfs["enable"]), Is.EqualTo((0, 1)), "silent, and still running");
        });
    }

    [Test]
    public void TheEndIsSilentAndGivesTheChannelBack()
    {
        IPwm pwm = Open();
        pwm.Set(0.1);
        pwm.Dispose();

        Assert.Multiple(() =>
        {
            Assert.That(_sysfs.Writes[^3..], Is.EqualTo(["duty_cycle 0", "enable 0", "unexport 1"]));
            Assert.That(Directory.Exists(Path.Combine(_sysfs.Chip, "pwm1")), Is.False);
        });
    }

    [Test]
    public void AChipThatIsNotThereIsNamed()
    {
        Assert.That(() => Provider().Open(3, 0, 440), Throws.InstanceOf<IOException>().With.Message.Contains("pwmchip3 is not there"));
    }

    [Test]
    public void AChannelThatTheChipLacksIsNamed()
    {
        Assert.That(() => Provider().Open(0, 5, 440), Throws.InstanceOf<IOException>().With.Message.Contains("Channel 5 of").And.Message.Contains("No such device"));
    }

    [Test]
    public void ALostChipIsAFailureOfTheWriteAndNotOfTheEnd()
    {
        IPwm pwm = Open();
        _sysfs.IsGone = true;

        Assert.That(() => pwm.Set(0.1), Throws.InstanceOf<IOException>());
        Assert.That(pwm.Dispose, Throws.Nothing);
    }

    [Test]
    public void TheRealFilesAreWrittenAsTheyAre()
    {
        var files = new SysfsFiles();
        string export = Path.Combine(_sysfs.Chip, "export");
        files.Write(export, "1");

        Assert.Multiple(() =>
        {
            Assert.That(files.Read(export), Is.EqualTo("1"));
            Assert.That(files.Has(_sysfs.Chip), Is.True);
            Assert.That(() => files.Write(Path.Combine(_sysfs.Chip, "polarity"), "normal"), Throws.InstanceOf<IOException>(), "an attribute is never made");
            Assert.That(File.Exists(Path.Combine(_sysfs.Chip, "polarity")), Is.False);
        });
    }

    private IPwm Open() => Provider().Open(0, 1, 440);

    private PwmSysfsProvider Provider() => new(_sysfs.Root, _sysfs);
}
