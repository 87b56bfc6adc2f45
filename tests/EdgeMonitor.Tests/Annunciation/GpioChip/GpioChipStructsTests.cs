using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EdgeMonitor.Annunciation.GpioChip;

namespace EdgeMonitor.Tests.Annunciation.GpioChip;

/// <summary>Sizes and places as the kernel's own header has them (measured with a C compiler on x86-64, Linux 6.1's linux/gpio.h).</summary>
[TestFixture]
public sealed class GpioChipStructsTests
{
    [Test]
    public void SizesAreTheKernels()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Unsafe.SizeOf<LineConfigAttribute>(), Is.EqualTo(24));
            Assert.That(Unsafe.SizeOf<LineConfig>(), Is.EqualTo(272));
            Assert.That(Unsafe.SizeOf<LineRequest>(), Is.EqualTo(592));
            Assert.That(Unsafe.SizeOf<LineValues>(), Is.EqualTo(16));
            Assert.That(Unsafe.SizeOf<ChipInfo>(), Is.EqualTo(68));
            Assert.That(Unsafe.SizeOf<LineInfo>(), Is.EqualTo(256));
            Assert.That(Unsafe.SizeOf<LineEvent>(), Is.EqualTo(48));
            Assert.That(Unsafe.SizeOf<PollRequest>(), Is.EqualTo(8));
        });
    }

    [TestCase(typeof(LineRequest), nameof(LineRequest.Consumer), 256)]
    [TestCase(typeof(LineRequest), nameof(LineRequest.Config), 288)]
    [TestCase(typeof(LineRequest), nameof(LineRequest.LineCount), 560)]
    [TestCase(typeof(LineRequest), nameof(LineRequest.Descriptor), 588)]
    [TestCase(typeof(LineConfig), nameof(LineConfig.AttributeCount), 8)]
    [TestCase(typeof(LineConfig), nameof(LineConfig.Attributes), 32)]
    [TestCase(typeof(LineConfigAttribute), nameof(LineConfigAttribute.Values), 8)]
    [TestCase(typeof(LineConfigAttribute), nameof(LineConfigAttribute.Mask), 16)]
    [TestCase(typeof(LineInfo), nameof(LineInfo.Consumer), 32)]
    [TestCase(typeof(LineInfo), nameof(LineInfo.Offset), 64)]
    [TestCase(typeof(ChipInfo), nameof(ChipInfo.Lines), 64)]
    [TestCase(typeof(LineEvent), nameof(LineEvent.Id), 8)]
    [TestCase(typeof(LineEvent), nameof(LineEvent.Sequence), 16)]
    [TestCase(typeof(PollRequest), nameof(PollRequest.Events), 4)]
    [TestCase(typeof(PollRequest), nameof(PollRequest.Returned), 6)]
    public void PlacesAreTheKernels(Type type, string field, int place)
    {
        Assert.That((int)Marshal.OffsetOf(type, field), Is.EqualTo(place));
    }
}
