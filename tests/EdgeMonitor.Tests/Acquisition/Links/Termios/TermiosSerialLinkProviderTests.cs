using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Links.Termios;
using EdgeMonitor.Acquisition.Simulators;

namespace EdgeMonitor.Tests.Acquisition.Links.Termios;

public sealed class TermiosSerialLinkProviderTests
{
    [TestCase(9600, SerialParity.None, false, false)]
    [TestCase(19200, SerialParity.Even, false, true)]
    [TestCase(19200, SerialParity.Odd, true, false)]
    [TestCase(250_000, SerialParity.None, false, false)]
    public void AsksForTheLineOfTheLabel(int baud, object parity, bool xonXoff, bool rtsCts)
    {
        var made = Termios2.For(new SerialSettings(baud, (SerialParity)parity, xonXoff, rtsCts));
        Assert.That(made.Baud, Is.EqualTo(((uint)baud, (uint)baud)));
        Assert.That((made.HasParity, made.OddParity), Is.EqualTo(((SerialParity)parity != SerialParity.None, (SerialParity)parity == SerialParity.Odd)));
        Assert.That((made.ChecksParity, made.UsesXonXoff, made.UsesRtsCts), Is.EqualTo((made.HasParity, xonXoff, rtsCts)));
        Assert.That(made.IsRaw, Is.True);
    }

    /// <summary>A pseudo-terminal keeps everything but the parity bit itself; that parity is checked, and which one, it does keep.</summary>
    [TestCase(9600, SerialParity.None, false)]
    [TestCase(19200, SerialParity.Even, false)]
    [TestCase(19201, SerialParity.Odd, true)]
    [TestCase(250_000, SerialParity.None, false)]
    public async Task LeavesThePortWithTheseSettings(int baud, object parity, bool xonXoff)
    {
        using var device = PseudoTerminal.Open();
        await using var link = new TermiosSerialLinkProvider().Open(device.Path, new SerialSettings(baud, (SerialParity)parity, xonXoff));
        var taken = ((TermiosSerialLink)link).ReadSettings();
        Assert.That(taken.Baud, Is.EqualTo(((uint)baud, (uint)baud)));
        Assert.That((taken.ChecksParity, taken.OddParity), Is.EqualTo(((SerialParity)parity != SerialParity.None, (SerialParity)parity == SerialParity.Odd)));
        Assert.That((taken.IsRaw, taken.UsesXonXoff), Is.EqualTo((true, xonXoff)));
    }

    [Test]
    public void RefusesAPortThatDidNotTakeTheParityOrTheRate()
    {
        var wanted = Termios2.For(new SerialSettings(19200, SerialParity.Even));
        Assert.That(wanted.WereTaken(wanted, hasWire: true), Is.True);
        Assert.That(wanted.WereTaken(Termios2.For(new SerialSettings(19200)), hasWire: true), Is.False, "no parity");
        Assert.That(wanted.WereTaken(Termios2.For(new SerialSettings(19200, SerialParity.Odd)), hasWire: true), Is.False, "the other parity");
        Assert.That(wanted.WereTaken(Termios2.For(new SerialSettings(19200)), hasWire: false), Is.True, "a pseudo-terminal has none");
        Assert.That(wanted.WereTaken(Termios2.For(new SerialSettings(19230, SerialParity.Even)), hasWire: true), Is.True, "within what a UART reads");
        Assert.That(wanted.WereTaken(Termios2.For(new SerialSettings(9600, SerialParity.Even)), hasWire: false), Is.False, "another rate");
    }

    [Test]
    public void RefusesARateThatIsNone()
        => Assert.That(() => new TermiosSerialLinkProvider().Open("/dev/null", new SerialSettings(0)), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public async Task WaitsWithoutWorking()
    {
        using var device = PseudoTerminal.Open();
        await using var link = new TermiosSerialLinkProvider().Open(device.Path, new SerialSettings(9600));
        using var stop = new CancellationTokenSource();
        var waiting = link.ReadAsync(new byte[1], stop.Token).AsTask();
        var before = VoluntarySwitches($"serial {device.Path}");
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        Assert.That(VoluntarySwitches($"serial {device.Path}") - before, Is.LessThanOrEqualTo(2), "a waiting read sleeps; a spinning one wakes hundreds of times");
        await stop.CancelAsync();
        Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
    }

    /// <summary>How often the kernel put the thread to sleep, from /proc; its name is cut to 15 characters there.</summary>
    private static long VoluntarySwitches(string name)
    {
        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            if (File.ReadAllText(Path.Combine(thread, "comm")).Trim() != name[..Math.Min(name.Length, 15)]) continue;
            var line = File.ReadLines(Path.Combine(thread, "status")).First(line => line.StartsWith("voluntary_ctxt_switches:", StringComparison.Ordinal));
            return long.Parse(line.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
        }

        throw new InvalidOperationException($"There is no thread {name}.");
    }
}
