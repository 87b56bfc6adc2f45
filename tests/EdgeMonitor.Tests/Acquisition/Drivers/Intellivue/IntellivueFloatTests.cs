using EdgeMonitor.Acquisition.Drivers.Intellivue;

namespace EdgeMonitor.Tests.Acquisition.Drivers.Intellivue;

public sealed class IntellivueFloatTests
{
    [TestCase(0x00000048u, 72.0)]
    [TestCase(0xFF000173u, 37.1)]
    [TestCase(0xFE000E74u, 37.0)]
    [TestCase(0x00FFFFFFu, -1.0)]
    [TestCase(0x02000003u, 300.0)]
    [TestCase(0xFD7FFFFDu, 8388.605)]
    [TestCase(0x00000000u, 0.0)]
    public void ReadsNumbers(uint bits, double expected) => Assert.That(IntellivueFloat.Read(bits), Is.EqualTo(expected));

    [TestCase(0x007FFFFFu, "NaN")]
    [TestCase(0x00800000u, "NRes")]
    [TestCase(0x007FFFFEu, "+INFINITY")]
    [TestCase(0x00800002u, "-INFINITY")]
    [TestCase(0x00800001u, "reserved")]
    [TestCase(0xFE7FFFFFu, "NaN, whatever its exponent")]
    public void SpecialValuesAreNoNumbers(uint bits, string name) => Assert.That(IntellivueFloat.Read(bits), Is.Null, name);

    [Test]
    public void WhatIsWrittenIsRead()
    {
        Assert.That(IntellivueFloat.Read(IntellivueFloat.Write(36.8, 1)), Is.EqualTo(36.8));
        Assert.That(IntellivueFloat.Read(IntellivueFloat.Write(-40.96, 3)), Is.EqualTo(-40.96));
        Assert.That(IntellivueFloat.Read(IntellivueFloat.Write(null, 1)), Is.Null);
    }
}
