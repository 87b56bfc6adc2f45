using EdgeMonitor.Commands;

namespace EdgeMonitor.Tests.Commands;

[CancelAfter(60_000)]
public sealed class DemoCommandTests
{
    [Test]
    public async Task WithoutATerminalItIsOneLineASecondUntilAPersonStopsIt(CancellationToken stop)
    {
        using var process = Edgemonitor.Start("demo", "--scenario", "normal");
        var first = await SecondAsync(process, stop);
        var second = await SecondAsync(process, stop);
        process.Signal(Edgemonitor.Interrupt);

        var ended = await process.EndAsync(stop);
        Assert.Multiple(() =>
        {
            Assert.That((first[..5], second[..5]), Is.EqualTo(("00:01", "00:02")));
            Assert.That(ended.Code, Is.EqualTo(ExitCodes.Ok));
            Assert.That(ended.Lines[^1], Is.EqualTo("The monitor has stopped: nothing is signalled any more."));
            Assert.That(ended.Complaints, Has.One.Contains("NO buzzer"));
            Assert.That(ended.Output + first + second, Does.Not.Contain("\u001b").And.Not.Contain("NO buzzer"), "a notice is said once");
        });
    }

    [Test]
    public async Task AReaderWhoHasGoneEndsIt(CancellationToken stop)
    {
        using var process = Edgemonitor.Start("demo");
        await SecondAsync(process, stop);
        process.LeaveOutput();

        Assert.That((await process.EndAsync(stop)).Code, Is.EqualTo(ExitCodes.Ok));
    }

    private static async Task<string> SecondAsync(Edgemonitor process, CancellationToken stop)
    {
        while (await process.Output.ReadLineAsync(stop) is { } line)
        {
            if (char.IsAsciiDigit(line[0])) return line;
        }

        throw new AssertionException("The demo ended by itself: " + (await process.EndAsync(stop)).Error);
    }
}
