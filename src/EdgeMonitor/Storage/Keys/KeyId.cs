using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace EdgeMonitor.Storage;

/// <summary>The name of a data key: random, so that it says nothing about key or patient. It stands in every record sealed under the key.</summary>
/// <param name="Value">The name's eight bytes.</param>
internal readonly record struct KeyId(ulong Value)
{
    /// <summary>Length in a record, bytes.</summary>
    public const int Bytes = sizeof(ulong);

    /// <summary>A name that nobody has.</summary>
    public static KeyId New() => Read(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>The name of these bytes.</summary>
    public static KeyId Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt64BigEndian(bytes));

    /// <summary>The name of a master key that sealed records itself, as version 1 did; its id has four bytes.</summary>
    public static KeyId OfMaster(ReadOnlySpan<byte> id) => new((ulong)BinaryPrimitives.ReadUInt32BigEndian(id) << 32);

    /// <summary>True for such a name; that a drawn one looks so has a chance of one in 2^32, and would only make a sentence less exact.</summary>
    public bool IsOfMaster => (uint)Value == 0;

    /// <summary>Writes the bytes.</summary>
    public void Write(Span<byte> bytes) => BinaryPrimitives.WriteUInt64BigEndian(bytes, Value);

    /// <summary>The name of a text such as a file's name; null where it is none.</summary>
    public static KeyId? Parse(string text) =>
        text.Length == 2 * Bytes && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? new KeyId(value) : null;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}
