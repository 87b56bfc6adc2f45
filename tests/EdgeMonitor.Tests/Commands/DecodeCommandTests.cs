using EdgeMonitor.Commands;
using EdgeMonitor.Tests.Acquisition.Drivers.Nonin;

namespace EdgeMonitor.Tests.Commands;

[CancelAfter(30_000)]
public sealed class DecodeCommandTests
{
    private static readonly byte[] Capture = new NoninStream().Packet(72, 97).Packet(72, 97).ToArray();

    [Test]
    public async Task ACaptureBecomesContactReadingsAndSamples(CancellationToken stop)
    {
        var ended = await Edgemonitor.FeedAsync(Capture, stop, "LANG=de_DE.UTF-8", "LC_ALL=de_DE.UTF-8", "decode", "--driver", "nonin");

        Assert.Multiple(() =>
        {
            Assert.That(ended.Code, Is.EqualTo(ExitCodes.Ok));
            Assert.That(ended.Error, Is.EqualTo("50 good frames, 0 bytes belonged to none.\n"));
            Assert.That(ended.Lines[0], Is.EqualTo("""{"t":0,"contact":"attached","modality":"oximeter"}"""));
            Assert.That(ended.Lines[1], Does.StartWith("""{"t":0,"name":"MDC_PULS_OXIM_PLETH","label":"Pleth","unit":"1","rate":75,"samples":["""));
            Assert.That(ended.Lines, Has.One.EqualTo("""{"t":0.026667,"name":"MDC_PULS_OXIM_PULS_RATE","code":149530,"value":72,"unit":"bpm","quality":"good"}"""));
        });
    }

    [Test]
    public async Task BytesAreDecodedAsTheyComeAndNotAtTheEnd(CancellationToken stop)
    {
        using var process = Edgemonitor.Start("decode", "--driver", "nonin");
        await process.Input.WriteAsync(Capture, stop);
        await process.Input.FlushAsync(stop);

        Assert.That(await process.Output.ReadLineAsync(stop), Does.Contain("attached"), "while standard input is still open");

        process.Input.Close();
        Assert.That((await process.EndAsync(stop)).Code, Is.EqualTo(ExitCodes.Ok));
    }

    [TestCase(Edgemonitor.Interrupt)]
    [TestCase(Edgemonitor.Terminate)]
    public async Task APersonMayEndAStreamThatPauses(int signal, CancellationToken stop)
    {
        using var process = Edgemonitor.Start("decode", "--driver", "nonin");
        await process.Input.WriteAsync(Capture, stop);
        await process.Input.FlushAsync(stop);
        await process.Output.ReadLineAsync(stop);

        process.Signal(signal);

        var ended = await process.EndAsync(stop);
        Assert.That((ended.Code, ended.Error), Is.EqualTo((ExitCodes.Ok, "50 good frames, 0 bytes belonged to none.\n")));
    }

    [Test]
    public async Task AReaderWhoHasGoneEndsIt(CancellationToken stop)
    {
        using var process = Edgemonitor.Start("decode", "--driver", "nonin");
        process.LeaveOutput();
        await process.Input.WriteAsync(Capture, stop);
        await process.Input.FlushAsync(stop);

        Assert.That((await process.EndAsync(stop)).Code, Is.EqualTo(ExitCodes.Ok), "standard input was never closed");
    }

    [TestCase("", "0 good frames, 0 bytes belonged to none.")]
    [TestCase("hello world", "0 good frames, ")]
    public async Task NothingAndGarbageAreNoError(string input, string says, CancellationToken stop)
    {
        var ended = await Edgemonitor.FeedAsync(System.Text.Encoding.ASCII.GetBytes(input), stop, "decode", "--driver", "healthypi");

        Assert.That((ended.Code, ended.Output), Is.EqualTo((ExitCodes.Ok, "")));
        Assert.That(ended.Error, Does.StartWith(says));
    }

    [Test]
    public async Task AnUnfinishedFrameIsCounted(CancellationToken stop)
    {
        var ended = await Edgemonitor.FeedAsync(Capture.AsMemory(0, Capture.Length - 2), stop, "decode", "--driver", "nonin");

        Assert.That(ended.Error, Is.EqualTo("49 good frames, 0 bytes belonged to none, 3 bytes of an unfinished frame at the end.\n"));
    }
}
