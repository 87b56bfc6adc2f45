using System.Buffers.Binary;
using System.Text;

namespace EdgeMonitor.Acquisition.Drivers.Wfdb;

/// <summary>One mark that an annotator set in a recording.</summary>
/// <param name="Sample">Sample it stands at, at the record's rate.</param>
/// <param name="Code">What it is: 1 to 49, the codes of WFDB's <c>ecgcodes.h</c>.</param>
/// <param name="Text">Its own text, e.g. <c>(VFL</c> for a rhythm; empty where it has none.</param>
internal readonly record struct WfdbAnnotation(long Sample, int Code, string Text)
{
    /// <summary>Codes of <c>ecgcodes.h</c> used here: a ventricular beat, a change of rhythm, a flutter wave, the beginning and the end of flutter.</summary>
    public const int Ventricular = 5, Rhythm = 28, FlutterWave = 31, FlutterBegins = 32, FlutterEnds = 33;

    /// <summary>True for a mark at a QRS complex (WFDB's <c>isqrs</c>).</summary>
    public bool IsBeat => Code is >= 1 and <= 13 or 25 or 30 or 34 or 35 or 38 or 41;

    /// <summary>Reads an annotation file in the MIT format (annot(5)): 16-bit words of a code and a time since the mark before.</summary>
    /// <exception cref="InvalidDataException">The file ends in the middle of a mark, or its first mark has none to belong to.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<WfdbAnnotation> ReadAll(string path)
    {
        const int skip = 59, number = 60, subtype = 61, channel = 62, auxiliary = 63;
        var bytes = File.ReadAllBytes(path).AsSpan();
        var annotations = new List<WfdbAnnotation>();
        var sample = 0L;
        for (var at = 0; at + 1 < bytes.Length;)
        {
            var word = BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
            var (code, value) = (word >> 10, word & 1023);
            at += 2;
            if (word == 0) break;
            var extra = code switch { skip => 4, auxiliary => value + value % 2, _ => 0 };
            if (at + extra > bytes.Length) throw new InvalidDataException($"{path} ends in the middle of an annotation: copy it again.");
            if (code == skip)
            {
                sample += ((long)BinaryPrimitives.ReadInt16LittleEndian(bytes[at..]) << 16) + BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 2)..]);
            }
            else if (code == auxiliary)
            {
                if (annotations.Count == 0) throw new InvalidDataException($"{path} begins with a text that belongs to no annotation.");
                annotations[^1] = annotations[^1] with { Text = Encoding.Latin1.GetString(bytes.Slice(at, value)).TrimEnd('\0') };
            }
            else if (code is not (number or subtype or channel))
            {
                sample += value;
                annotations.Add(new(sample, code, ""));
            }

            at += extra;
        }

        return annotations;
    }
}
