using System.Runtime.InteropServices;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Tests.Hosting;

public sealed class KernelClockTests
{
    private const int Ok = 0, Error = 5, StatusNano = 0x2000, StatusPll = 1;

    [TestCase(8, 8, 24, 40)]
    [TestCase(4, 4, 12, 20)]
    public void OffsetAndErrorAreReadFromTheLayoutOfTheMachine(int longBytes, int offsetAt, int maxErrorAt, int statusAt)
    {
        var timex = new byte[256];
        Put(offsetAt, -1234);
        Put(maxErrorAt, 56_789);
        BitConverter.TryWriteBytes(timex.AsSpan(statusAt), StatusPll);
        Assert.That(KernelClock.Parse(timex, Ok, longBytes), Is.EqualTo(new KernelClock(true, -1234, 56_789)));

        void Put(int at, long value)
        {
            if (longBytes == 8) BitConverter.TryWriteBytes(timex.AsSpan(at), value);
            else BitConverter.TryWriteBytes(timex.AsSpan(at), (int)value);
        }
    }

    [Test]
    public void AnOffsetInNanosecondsIsToldInMicroseconds()
    {
        var timex = new byte[256];
        MemoryMarshal.Write(timex.AsSpan(8), 5_678_901L);
        MemoryMarshal.Write(timex.AsSpan(24), 1500L);
        MemoryMarshal.Write(timex.AsSpan(40), StatusNano | StatusPll);
        Assert.That(KernelClock.Parse(timex, Ok, 8), Is.EqualTo(new KernelClock(true, 5678, 1500)), "only the offset changes its unit");
    }

    [Test]
    public void AKernelThatSaysErrorIsNotSynchronisedAndOneThatDoesNotAnswerNeither()
    {
        Assert.That(KernelClock.Parse(new byte[256], Error, 8).IsSynchronised, Is.False);
        Assert.That(KernelClock.Parse(new byte[256], -1, 8), Is.EqualTo(default(KernelClock)));
    }

    [Test]
    public void ThisMachinesKernelAnswersWithABoundOfTheError() => Assert.That(KernelClock.Read().MaxErrorMicroseconds, Is.Positive);
}
