using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Tests.Storage;

namespace EdgeMonitor.Tests.Hosting;

/// <summary>The battery as the kernel shows it, in a directory of the test's own.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class BatteryWatchTests : IDisposable
{
    private readonly TemporaryDirectory _kernel = new();
    private readonly List<ApplianceStatus> _reports = [];
    private readonly BatteryWatch _watch;

    public BatteryWatchTests() => _watch = new BatteryWatch(new PowerSupplies(_kernel.Root), new MonitorClock(new ManualTime()), _reports.Add);

    public void Dispose()
    {
        _watch.Dispose();
        _kernel.Dispose();
    }

    [Test]
    public void ABoxWithoutABatterySaysNothing()
    {
        Supply("AC", ("type", "Mains"), ("online", "1"));
        _watch.Look();
        Assert.That(_reports, Is.Empty);
        Assert.That(new PowerSupplies(Path.Combine(_kernel.Root, "none")).Read(), Is.Null);
    }

    [Test]
    public void TheBatteryIsSaidWhenItIsLowAndWhenItIsCritical()
    {
        Look(21);
        Assert.That(_reports, Is.Empty);
        Look(19);
        Assert.That(_reports.Single(), Is.EqualTo(new ApplianceStatus(AppliancePart.Battery, true, "The box runs on its battery, which has 19 % left: connect the mains.", TimeSpan.Zero)));
        Look(22);
        Assert.That(_reports, Has.Count.EqualTo(1), "the gauge wavers");
        Look(4);
        Assert.That(_reports[^1], Has.Property("Part").EqualTo(AppliancePart.BatteryReserve).And.Property("Faulty").True);
        Look(4, "Charging");
        Assert.That(_reports.Select(report => (report.Part, report.Faulty)).Skip(2), Is.EquivalentTo(new[] { (AppliancePart.Battery, false), (AppliancePart.BatteryReserve, false) }));
    }

    [Test]
    public void TheTimeLeftCountsMoreThanThePercentage()
    {
        Supply("BAT0", ("type", "Battery"), ("status", "Discharging"), ("capacity", "60"), ("time_to_empty_now", "240"));
        _watch.Look();
        Assert.That(_reports.Select(report => report.Part), Is.EqualTo(new[] { AppliancePart.Battery, AppliancePart.BatteryReserve }));
        Assert.That(_reports[0].Cause, Does.Contain("4 minutes"));
    }

    [Test]
    public void AMouseAndAnEmptySlotAreNotTheBox()
    {
        Supply("hid", ("type", "Battery"), ("scope", "Device"), ("status", "Discharging"), ("capacity", "1"));
        Supply("BAT1", ("type", "Battery"), ("present", "0"), ("status", "Discharging"), ("capacity", "0"));
        _watch.Look();
        Assert.That(_reports, Is.Empty);
    }

    [Test]
    public void TheFullestOfSeveralBatteriesCarriesTheBox()
    {
        Supply("BAT1", ("type", "Battery"), ("status", "Discharging"), ("capacity", "80"));
        Look(2);
        Assert.That(_reports, Is.Empty);
    }

    private void Look(int percent, string status = "Discharging")
    {
        Supply("BAT0", ("type", "Battery"), ("status", status), ("capacity", $"{percent}"));
        _watch.Look();
    }

    private void Supply(string name, params (string Name, string Text)[] files)
    {
        var directory = Directory.CreateDirectory(Path.Combine(_kernel.Root, name)).FullName;
        foreach (var (file, text) in files) File.WriteAllText(Path.Combine(directory, file), text + "\n");
    }
}
