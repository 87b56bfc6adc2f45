using EdgeMonitor.Commands;
using EdgeMonitor.Control;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Control;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SensorStatesTests
{
    private readonly SensorStates _states = new();

    [Test]
    public void ALineSaysLinkDeviceAndWhatIsOff()
    {
        _states.Take(new LinkStatus("spo2", LinkState.Opening, "", At(0)));
        _states.Take(new SignalList("spo2", [], At(0)));
        _states.Take(new LinkStatus("spo2", LinkState.Up, "", At(1)));
        _states.Take(new DeviceIdentity("spo2", "Nonin 3150", "501493200", "", At(1)));
        _states.Take(new ContactStatus("spo2", Modality.Oximeter, Contact.SensorOff, At(5)));
        Assert.That(Line(13), Is.EqualTo("Sensor spo2: up for 12 s; Nonin 3150, serial 501493200; off the patient: oximeter: sensor-off"));
        _states.Take(new ContactStatus("spo2", Modality.Oximeter, Contact.Attached, At(14)));
        Assert.That(Line(14), Is.EqualTo("Sensor spo2: up for 13 s; Nonin 3150, serial 501493200"));
    }

    [Test]
    public void WhyALinkBrokeStandsOverTheTriesToOpenItAndTheDeviceIsForgotten()
    {
        _states.Take(new LinkStatus("spo2", LinkState.Up, "", At(1)));
        _states.Take(new DeviceIdentity("spo2", "Nonin 3150", "", "7", At(1)));
        _states.Take(new LinkStatus("spo2", LinkState.Down, "the cable is out", At(10)));
        _states.Take(new LinkStatus("spo2", LinkState.Opening, "", At(11)));
        _states.Take(new LinkStatus("spo2", LinkState.Down, "the cable is out", At(11)));
        Assert.That(Line(40), Is.EqualTo("Sensor spo2: down for 30 s: the cable is out"));
        _states.Take(new LinkStatus("spo2", LinkState.Up, "", At(41)));
        Assert.That(Line(41), Is.EqualTo("Sensor spo2: up for 0 s"));
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    private string Line(double now) => SensorLine.Of(_states.Report(At(now)).Single()!);
}
