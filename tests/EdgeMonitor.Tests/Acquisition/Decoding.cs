using System.Buffers;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Tests.Acquisition;

/// <summary>Feeds bytes to a parser as a session does, and puts what came out into a form that does not depend on how the reads were cut.</summary>
internal static class Decoding
{
    /// <summary>More than any parser here may leave behind.</summary>
    public const int LeftoverLimit = StreamSession.BufferBytes;

    /// <summary>Decodes in pieces of these sizes, over and over; returns the inputs.</summary>
    public static List<MonitorInput> Run(IStreamDecoder decoder, ReadOnlyMemory<byte> bytes, params int[] sizes)
    {
        var inputs = new List<MonitorInput>();
        TimeSpan TimeOf(long frame) => TimeSpan.FromSeconds(frame / decoder.FrameRate);
        var pending = ReadOnlyMemory<byte>.Empty;
        var next = 0;
        for (var taken = 0; taken < bytes.Length;)
        {
            var size = Math.Min(sizes.Length == 0 ? bytes.Length : sizes[next++ % sizes.Length], bytes.Length - taken);
            var sequence = new ReadOnlySequence<byte>(pending.ToArray().Concat(bytes.Slice(taken, size).ToArray()).ToArray());
            decoder.Decode(ref sequence, TimeOf, inputs);
            pending = sequence.ToArray();
            Assert.That(pending.Length, Is.LessThan(LeftoverLimit), "what a parser leaves behind is bounded");
            taken += size;
        }

        decoder.Finish(inputs);
        return inputs;
    }

    /// <summary>Every sample and every other input, one line each: samples by signal and index, the others in their order.</summary>
    public static List<string> Flatten(IEnumerable<MonitorInput> inputs)
    {
        var all = inputs.ToList();
        var samples = all.OfType<SampleBlock>()
            .SelectMany(block => block.Samples.ToArray().Select((count, i) =>
                (block.Signal.Label, Index: block.FirstIndex + i, At: block.At + TimeSpan.FromSeconds(i / block.Signal.SampleRate), count)))
            .OrderBy(sample => sample.Label, StringComparer.Ordinal).ThenBy(sample => sample.Index)
            .Select(sample => $"{sample.Label}[{sample.Index}] at {Math.Round(sample.At.TotalMilliseconds, 1)} ms: {sample.count}");
        return [.. samples, .. all.Where(input => input is not SampleBlock).Select(input => input.ToString())];
    }

    /// <summary>The samples of one waveform, joined.</summary>
    public static List<int> Samples(IEnumerable<MonitorInput> inputs, string label)
        => [.. inputs.OfType<SampleBlock>().Where(block => block.Signal.Label == label).SelectMany(block => block.Samples.ToArray())];

    /// <summary>The readings of one code, in order.</summary>
    public static List<Reading> Readings(IEnumerable<MonitorInput> inputs, uint mdc) => [.. inputs.OfType<Reading>().Where(reading => reading.Mdc == mdc)];

    /// <summary>The changes of contact, in order.</summary>
    public static List<Contact> Contacts(IEnumerable<MonitorInput> inputs, Modality modality)
        => [.. inputs.OfType<ContactStatus>().Where(status => status.Modality == modality).Select(status => status.Contact)];

    /// <summary>Bytes written as hex; blanks, line ends, <c>|</c> and lines beginning with <c>#</c> do not count.</summary>
    public static byte[] Hex(string text)
        => Convert.FromHexString(string.Concat(text.Split('\n').Where(line => !line.StartsWith('#')).SelectMany(line => line).Where(char.IsAsciiHexDigit)));
}
