using EdgeMonitor.Commands;
using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Tests.Commands;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LiveLineTests : IDisposable
{
    private const string Erase = "\r\u001b[K";

    private readonly StringWriter _screen = new();

    public void Dispose() => _screen.Dispose();

    [Test]
    public void OnAScreenTheLiveLineIsDrawnOverItself()
    {
        using var live = new LiveLine(_screen, () => 80);
        live.Show("one");
        live.Show("two");

        Assert.That(_screen.ToString(), Is.EqualTo($"{Erase}one{Erase}two"));
    }

    [Test]
    public void OtherLinesScrollAboveIt()
    {
        using var live = new LiveLine(_screen, () => 80);
        live.Show("live");
        live.WriteLine("ALARM");

        Assert.That(_screen.ToString(), Is.EqualTo($"{Erase}live{Erase}ALARM\nlive"));
    }

    [Test]
    public void AtTheEndItStaysAndWhatFollowsStandsBelow()
    {
        using var live = new LiveLine(_screen, () => 80);
        live.Show("live");
        live.End();
        live.WriteLine("stopped");

        Assert.That(_screen.ToString(), Is.EqualTo($"{Erase}live\n{Erase}stopped\n"));
    }

    [Test]
    public void ItNeverWrapsEvenAfterTheWindowWasMadeSmaller()
    {
        var columns = 10;
        using var live = new LiveLine(_screen, () => columns);
        live.Show("123456789");
        live.Show("1234567890");
        columns = 5;
        live.Show("123456789");

        Assert.That(_screen.ToString(), Is.EqualTo($"{Erase}123456789{Erase}123456789{Erase}1234"));
    }

    [TestCase(AlarmPriority.High, "\u001b[1;97;41mBAD\u001b[0m")]
    [TestCase(AlarmPriority.Medium, "\u001b[30;43mBAD\u001b[0m")]
    [TestCase(AlarmPriority.Low, "\u001b[30;46mBAD\u001b[0m")]
    public void AnAlarmHasItsLampsColour(AlarmPriority priority, string painted)
    {
        using var live = new LiveLine(_screen, () => 80);
        live.Show("x BAD y", "BAD", priority);

        Assert.That(_screen.ToString(), Is.EqualTo($"{Erase}x {painted} y"));
    }

    [Test]
    public void ElsewhereItIsOnePlainLineAfterTheOther()
    {
        using var live = new LiveLine(_screen, columns: null);
        live.WriteLine("hello");
        live.Show(new string('x', 500), "x", AlarmPriority.High);
        live.End();

        Assert.That(_screen.ToString(), Is.EqualTo($"hello\n{new string('x', 500)}\n"));
    }
}
