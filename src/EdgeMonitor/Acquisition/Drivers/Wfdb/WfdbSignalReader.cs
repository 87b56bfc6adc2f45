using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace EdgeMonitor.Acquisition.Drivers.Wfdb;

/// <summary>
/// One signal file: the frames of all signals that are interleaved in it, read from any place and never more at once than asked for.
/// It keeps no position, so several readers of a record do not disturb each other.
/// </summary>
internal sealed class WfdbSignalReader : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly int _format;
    private readonly long _byteOffset;
    private readonly int[] _samplesPerFrame;
    private readonly int _frameSize;

    /// <summary>Opens the file of these signals, which share it.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public WfdbSignalReader(string path, IReadOnlyList<WfdbSignal> signals)
    {
        Path = path;
        _format = signals[0].Format;
        _byteOffset = signals[0].ByteOffset;
        _samplesPerFrame = [.. signals.Select(signal => signal.SamplesPerFrame)];
        _frameSize = _samplesPerFrame.Sum();
        (_file, var length) = WfdbFiles.OpenSignals(path);
        FrameCount = WfdbFormat.SamplesIn(_format, Math.Max(0, length - _byteOffset)) / _frameSize;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Whole frames in the file.</summary>
    public long FrameCount { get; }

    /// <summary>Reads consecutive frames.</summary>
    /// <param name="firstFrame">The first frame.</param>
    /// <param name="frames">How many; all must be within <see cref="FrameCount"/>.</param>
    /// <param name="counts">For every signal of the file, where its counts go, oldest first; null for a signal that is not wanted.</param>
    /// <exception cref="IOException">The file cannot be read, or has become shorter.</exception>
    public void Read(long firstFrame, int frames, int[]?[] counts)
    {
        var first = firstFrame * _frameSize;
        var aligned = WfdbFormat.AlignedSample(_format, first);
        var lead = (int)(first - aligned);
        var samples = lead + frames * _frameSize;
        var length = (int)WfdbFormat.BytesOf(_format, samples);
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        var interleaved = ArrayPool<int>.Shared.Rent(samples);
        try
        {
            ReadBytes(bytes.AsSpan(0, length), _byteOffset + WfdbFormat.BytesOf(_format, aligned));
            WfdbFormat.Decode(_format, bytes.AsSpan(0, length), interleaved.AsSpan(0, samples));
            Separate(interleaved.AsSpan(lead, samples - lead), frames, counts);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
            ArrayPool<int>.Shared.Return(interleaved);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void ReadBytes(Span<byte> bytes, long position)
    {
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(_file, bytes, position);
            if (read == 0) throw new EndOfStreamException($"The signal file {Path} became shorter while it was read.");
            bytes = bytes[read..];
            position += read;
        }
    }

    private void Separate(ReadOnlySpan<int> interleaved, int frames, int[]?[] counts)
    {
        var place = 0;
        for (var s = 0; s < _samplesPerFrame.Length; place += _samplesPerFrame[s], s++)
        {
            if (counts[s] is not { } target) continue;
            var perFrame = _samplesPerFrame[s];
            if (perFrame == 1)
            {
                var from = place;
                for (var frame = 0; frame < frames; frame++, from += _frameSize) target[frame] = interleaved[from];
                continue;
            }

            for (var frame = 0; frame < frames; frame++)
                interleaved.Slice(frame * _frameSize + place, perFrame).CopyTo(target.AsSpan(frame * perFrame));
        }
    }
}
