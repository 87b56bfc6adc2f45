using System.Runtime.InteropServices;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Acquisition.Links.I2cDev;

namespace EdgeMonitor.Tests.Acquisition.Links.I2cDev;

public sealed class I2cDevBusProviderTests
{
    private readonly I2cDevBusProvider _provider = new();

    /// <summary>linux/i2c.h and linux/i2c-dev.h on a 64-bit machine.</summary>
    [Test]
    public void ItsStructuresLieAsTheKernelsDo()
    {
        Assert.That(Marshal.SizeOf<I2cMessage>(), Is.EqualTo(8 + nint.Size));
        Assert.That(Marshal.SizeOf<I2cTransfer>(), Is.EqualTo(2 * nint.Size));
        Assert.That(Marshal.OffsetOf<I2cMessage>(nameof(I2cMessage.Flags)), Is.EqualTo((nint)2));
        Assert.That(Marshal.OffsetOf<I2cMessage>(nameof(I2cMessage.Length)), Is.EqualTo((nint)4));
        Assert.That(Marshal.OffsetOf<I2cMessage>(nameof(I2cMessage.Buffer)), Is.EqualTo((nint)8));
        Assert.That(Marshal.OffsetOf<I2cTransfer>(nameof(I2cTransfer.Count)), Is.EqualTo((nint)nint.Size));
    }

    [TestCase("/dev/i2c-999999", "is not there", "switch the bus on")]
    [TestCase("/dev/null", "is not an I2C bus", "Link")]
    [TestCase("/etc/hostname", "is not an I2C bus", "Link")]
    public void SaysWhatIsWrongAndWhatToDo(string path, string wrong, string todo)
        => Assert.That(() => _provider.Open(path), Throws.InstanceOf<IOException>().With.Message.StartsWith(path).And.Message.Contains(wrong).And.Message.Contains(todo));

    [TestCase(6, I2cFault.NoAcknowledge)]
    [TestCase(121, I2cFault.NoAcknowledge)]
    [TestCase(110, I2cFault.TimedOut)]
    [TestCase(16, I2cFault.Stuck)]
    [TestCase(11, I2cFault.Disturbed)]
    [TestCase(74, I2cFault.BadChecksum)]
    [TestCase(19, I2cFault.Gone)]
    [TestCase(5, I2cFault.Other)]
    public void TheKernelsErrorNumbersAreOneSentenceEach(int error, object fault)
    {
        var told = I2cException.Of("/dev/i2c-1", 0x48, error);
        Assert.That(told.Fault, Is.EqualTo(fault));
        Assert.That(told.Message, Does.StartWith("/dev/i2c-1").And.EndsWith(".").And.Contain("; "));
        if (told.Fault is I2cFault.Stuck or I2cFault.TimedOut) Assert.That(told.Message, Does.Contain("SCL").And.Contain("SDA").And.Contain("held low").And.Contain("supply off and on"));
    }
}
