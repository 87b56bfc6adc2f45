using System.IO.Pipes;
using System.Text;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Tests.Hosting;

/// <summary>On real pipes and devices of this process.</summary>
public sealed class StandardStreamTests
{
    [Test]
    public void EverythingArrives()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        using var stream = new StandardStream(Descriptor(pipe), "The pipe");
        stream.Write(Encoding.UTF8.GetBytes("°C\n"));

        var read = new byte[16];
        Assert.That(Encoding.UTF8.GetString(read, 0, pipe.Read(read)), Is.EqualTo("°C\n"));
    }

    [Test]
    public void AReaderThatHasGoneIsNoErrorAndKnown()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        using var stream = new StandardStream(Descriptor(pipe), "The pipe");
        var before = stream.ReaderHasLeft;
        pipe.SafePipeHandle.Dispose();

        stream.Write("late"u8);

        Assert.That((before, stream.ReaderHasLeft), Is.EqualTo((false, true)));
    }

    [Test]
    public void AFullDiskIsAnErrorWithTheStreamsName()
    {
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write);
        using var stream = new StandardStream((int)full.SafeFileHandle.DangerousGetHandle(), "Standard output");

        Assert.That(() => stream.Write("x"u8), Throws.TypeOf<IOException>().With.Message.EqualTo("Standard output cannot be written: No space left on device."));
    }

    [Test]
    public void WhereErrorsAreToldAnErrorIsDropped()
    {
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write);
        using var stream = new StandardStream((int)full.SafeFileHandle.DangerousGetHandle(), name: null);

        Assert.That(() => stream.Write("x"u8), Throws.Nothing);
    }

    [Test]
    public void AFileHasNoColumns()
    {
        using var file = new FileStream("/dev/null", FileMode.Open, FileAccess.Write);
        using var stream = new StandardStream((int)file.SafeFileHandle.DangerousGetHandle(), "Standard output");

        Assert.That(stream.Columns, Is.Null);
    }

    private static int Descriptor(AnonymousPipeServerStream pipe) => (int)pipe.ClientSafePipeHandle.DangerousGetHandle();
}
