using System.Buffers.Binary;
using System.Globalization;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Tests.Properties;

namespace EdgeMonitor.Tests.Acquisition.Links;

public sealed class MedicalFloatTests
{
    [TestCase("61 00", "97")]
    [TestCase("48 00", "72")]
    [TestCase("20 F0", "3.2")]
    [TestCase("B5 F4", "120.5")]
    [TestCase("A0 F0", "16.0")]
    [TestCase("03 08", "-2045")]
    [TestCase("FD 07", "2045")]
    [TestCase("01 70", "10000000")]
    [TestCase("01 80", "0.00000001")]
    [TestCase("FF FF", "-0.1")]
    public void ReadsTheReferencesShortNumbers(string bytes, string expected)
        => Assert.That(MedicalFloat.ReadShort(Decoding.Hex(bytes)).Value, Is.EqualTo(decimal.Parse(expected, CultureInfo.InvariantCulture)));

    [TestCase("58 0E 00 FE", "36.72")]
    [TestCase("DA 03 00 FF", "98.6")]
    [TestCase("03 00 80 00", "-8388605")]
    [TestCase("FD FF 7F 00", "8388605")]
    [TestCase("01 00 00 14", "100000000000000000000")]
    [TestCase("01 00 00 E4", "0.0000000000000000000000000001")]
    public void ReadsTheReferencesLongNumbers(string bytes, string expected)
        => Assert.That(MedicalFloat.ReadLong(Decoding.Hex(bytes)).Value, Is.EqualTo(decimal.Parse(expected, CultureInfo.InvariantCulture)));

    [Test]
    public void AShortSpecialIsNoNumberWhateverItsExponent([Values(0x07FE, 0x07FF, 0x0800, 0x0801, 0x0802)] int mantissa, [Range(0, 15)] int exponent)
        => Assert.That(MedicalFloat.ReadShort([(byte)mantissa, (byte)((exponent << 4) | (mantissa >> 8))]).Value, Is.Null);

    [Test]
    public void ALongSpecialIsNoNumberWhateverItsExponent([Values(0x7FFFFE, 0x7FFFFF, 0x800000, 0x800001, 0x800002)] int mantissa, [Values(0, 1, 127, 128, 254, 255)] int exponent)
        => Assert.That(MedicalFloat.ReadLong([(byte)mantissa, (byte)(mantissa >> 8), (byte)(mantissa >> 16), (byte)exponent]).Value, Is.Null);

    [Test]
    public void EveryOtherShortNumberIsExact()
    {
        for (var raw = 0; raw <= ushort.MaxValue; raw++)
        {
            var mantissa = (raw & 0x0FFF) >= 0x0800 ? (raw & 0x0FFF) - 0x1000 : raw & 0x0FFF;
            var exponent = raw >> 12 >= 8 ? (raw >> 12) - 16 : raw >> 12;
            var value = MedicalFloat.ReadShort([(byte)raw, (byte)(raw >> 8)]).Value;
            if ((raw & 0x0FFF) is >= 0x07FE and <= 0x0802) Assert.That(value, Is.Null);
            else Assert.That(value, Is.EqualTo(decimal.Parse($"{mantissa}E{exponent}", NumberStyles.Float, CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>A decimal number that was packed comes back as it was, also as the double that a reading carries.</summary>
    [Test]
    public void LongNumbersComeBackAsTheyWerePacked() => Law.Holds(
        2000,
        drawn =>
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, (drawn["mantissa"] & 0xFFFFFF) | ((drawn["exponent"] & 0xFF) << 24));
            var expected = decimal.Parse($"{drawn["mantissa"]}E{drawn["exponent"]}", NumberStyles.Float, CultureInfo.InvariantCulture);
            var value = MedicalFloat.ReadLong(bytes).Value;
            return value != expected ? $"{value} instead of {expected}"
                : ((double)value).Equals(double.Parse(expected.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)) ? "" : "the double is another number";
        },
        new Quantity("mantissa", -8388605, 8388605),
        new Quantity("exponent", -12, 12));

    [TestCase("01 00 00 80")]
    [TestCase("01 00 00 7F")]
    [TestCase("01 00 00 15")]
    public void APowerOfTenThatNothingAtABedHasIsNoNumber(string bytes) => Assert.That(MedicalFloat.ReadLong(Decoding.Hex(bytes)).Value, Is.Null);
}
