using System.Numerics;
using System.Runtime.InteropServices;

namespace EdgeMonitor.Core.Filters;

/// <summary>
/// The same cascade on several leads at once, one vector lane a lead. Gives bit for bit what a <see cref="BiquadCascade"/> a lead would give:
/// multiply and add stay apart, because a fused multiply-add rounds differently and is emulated, slowly, where the machine has none.
/// Without vector hardware the same work is done lead by lead. Not safe for two threads at once.
/// </summary>
public sealed class BiquadBank
{
    /// <summary>Frames worked on at a time. Chosen: 12 leads then take 6 KiB, inside any first-level cache.</summary>
    private const int BlockFrames = 64;

    private readonly BiquadCoefficients[] _sections;
    private readonly double[] _first;
    private readonly double[] _second;
    private readonly double[] _block;
    private readonly int _vectorLanes;
    private int _untilFlush = BiquadCascade.FlushInterval;

    /// <summary>A bank with all states at zero.</summary>
    /// <param name="leads">Number of leads, 1 or more.</param>
    /// <param name="sections">The cascade of each lead; copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no lead.</exception>
    /// <exception cref="ArgumentException">There is no section, or one is not stable.</exception>
    public BiquadBank(int leads, params ReadOnlySpan<BiquadCoefficients> sections)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(leads, 1);
        BiquadCascade.RequireStable(sections);
        Leads = leads;
        _sections = sections.ToArray();
        _first = new double[sections.Length * leads];
        _second = new double[sections.Length * leads];
        _block = new double[BlockFrames * leads];
        _vectorLanes = Vector.IsHardwareAccelerated ? leads - leads % Vector<double>.Count : 0;
    }

    /// <summary>Number of leads, samples in one frame.</summary>
    public int Leads { get; }

    /// <summary>Filters consecutive frames.</summary>
    /// <param name="input">Frames oldest first; a frame is one finite sample of each lead, always in the same order.</param>
    /// <param name="output">As long as the input or longer; may be the same memory as the input.</param>
    /// <exception cref="ArgumentException">The input is not a whole number of frames, or the output is shorter than the input.</exception>
    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        if (input.Length % Leads != 0) throw new ArgumentException("The input is not a whole number of frames.", nameof(input));
        if (output.Length < input.Length) throw new ArgumentException("The output is shorter than the input.", nameof(output));
        while (!input.IsEmpty)
        {
            var frames = Math.Min(Math.Min(BlockFrames, _untilFlush), input.Length / Leads);
            var count = frames * Leads;
            Widen(input[..count], _block);
            for (var section = 0; section < _sections.Length; section++) ProcessSection(section, frames);
            Narrow(_block.AsSpan(0, count), output);
            input = input[count..];
            output = output[count..];
            _untilFlush -= frames;
            if (_untilFlush == 0) Flush();
        }
    }

    /// <summary>Puts every lead into the state in which it would be had its sample of this frame always stood there.</summary>
    /// <param name="frame">One finite sample of each lead.</param>
    /// <exception cref="ArgumentException">The frame has not one sample a lead.</exception>
    public void Settle(ReadOnlySpan<float> frame)
    {
        if (frame.Length != Leads) throw new ArgumentException("A frame has one sample of each lead.", nameof(frame));
        for (var lead = 0; lead < Leads; lead++)
        {
            double value = frame[lead];
            for (var index = 0; index < _sections.Length; index++)
            {
                ref readonly var section = ref _sections[index];
                var result = value * (section.B0 + section.B1 + section.B2) / (1 + section.A1 + section.A2);
                _second[index * Leads + lead] = section.B2 * value - section.A2 * result;
                _first[index * Leads + lead] = result - section.B0 * value;
                value = result;
            }
        }
    }

    /// <summary>Forgets all that went before on every lead.</summary>
    public void Reset()
    {
        Array.Clear(_first);
        Array.Clear(_second);
        _untilFlush = BiquadCascade.FlushInterval;
    }

    /// <summary>Forgets all that went before on one lead, as after a gap of that lead.</summary>
    /// <param name="lead">0 to <see cref="Leads"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such lead.</exception>
    public void Reset(int lead)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lead);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(lead, Leads);
        for (var i = lead; i < _first.Length; i += Leads) _first[i] = _second[i] = 0;
    }

    private void ProcessSection(int index, int frames)
    {
        ref readonly var section = ref _sections[index];
        var first = _first.AsSpan(index * Leads, Leads);
        var second = _second.AsSpan(index * Leads, Leads);
        var lanes = Vector<double>.Count;
        var next = 0;
        for (; next + 3 * lanes <= _vectorLanes; next += 3 * lanes)
            ProcessThree(section, AsVectors(first.Slice(next, 3 * lanes)), AsVectors(second.Slice(next, 3 * lanes)), next, frames);
        for (; next < _vectorLanes; next += lanes)
            ProcessVector(section, AsVectors(first.Slice(next, lanes)), AsVectors(second.Slice(next, lanes)), next, frames);
        for (var lead = _vectorLanes; lead < Leads; lead++)
            ProcessLead(section, ref first[lead], ref second[lead], lead, frames);
    }

    private static Span<Vector<double>> AsVectors(Span<double> lanes) => MemoryMarshal.Cast<double, Vector<double>>(lanes);

    /// <summary>Three vectors beside each other: each step of one waits for its step before, so that one alone leaves the machine idle.</summary>
    private void ProcessThree(in BiquadCoefficients section, Span<Vector<double>> first, Span<Vector<double>> second, int lead, int frames)
    {
        var lanes = Vector<double>.Count;
        var (b0, b1, b2) = (new Vector<double>(section.B0), new Vector<double>(section.B1), new Vector<double>(section.B2));
        var (a1, a2) = (new Vector<double>(section.A1), new Vector<double>(section.A2));
        var (p1, p2, q1, q2, r1, r2) = (first[0], second[0], first[1], second[1], first[2], second[2]);
        for (var at = lead; at < frames * Leads; at += Leads)
        {
            var frame = _block.AsSpan(at, 3 * lanes);
            var (xp, xq, xr) = (new Vector<double>(frame), new Vector<double>(frame[lanes..]), new Vector<double>(frame[(2 * lanes)..]));
            var (yp, yq, yr) = (b0 * xp + p1, b0 * xq + q1, b0 * xr + r1);
            (p1, q1, r1) = (b1 * xp - a1 * yp + p2, b1 * xq - a1 * yq + q2, b1 * xr - a1 * yr + r2);
            (p2, q2, r2) = (b2 * xp - a2 * yp, b2 * xq - a2 * yq, b2 * xr - a2 * yr);
            yp.CopyTo(frame);
            yq.CopyTo(frame[lanes..]);
            yr.CopyTo(frame[(2 * lanes)..]);
        }

        (first[0], second[0], first[1], second[1], first[2], second[2]) = (p1, p2, q1, q2, r1, r2);
    }

    private static void Widen(ReadOnlySpan<float> from, Span<double> to)
    {
        var done = 0;
        for (; done + Vector<float>.Count <= from.Length; done += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(from[done..]), out var low, out var high);
            low.CopyTo(to[done..]);
            high.CopyTo(to[(done + Vector<double>.Count)..]);
        }

        for (; done < from.Length; done++) to[done] = from[done];
    }

    private static void Narrow(ReadOnlySpan<double> from, Span<float> to)
    {
        var done = 0;
        for (; done + Vector<float>.Count <= from.Length; done += Vector<float>.Count)
            Vector.Narrow(new Vector<double>(from[done..]), new Vector<double>(from[(done + Vector<double>.Count)..])).CopyTo(to[done..]);
        for (; done < from.Length; done++) to[done] = (float)from[done];
    }

    private void ProcessVector(in BiquadCoefficients section, Span<Vector<double>> first, Span<Vector<double>> second, int lead, int frames)
    {
        var (b0, b1, b2) = (new Vector<double>(section.B0), new Vector<double>(section.B1), new Vector<double>(section.B2));
        var (a1, a2) = (new Vector<double>(section.A1), new Vector<double>(section.A2));
        var (s1, s2) = (first[0], second[0]);
        for (var at = lead; at < frames * Leads; at += Leads)
        {
            var x = new Vector<double>(_block, at);
            var y = b0 * x + s1;
            s1 = b1 * x - a1 * y + s2;
            s2 = b2 * x - a2 * y;
            y.CopyTo(_block, at);
        }

        (first[0], second[0]) = (s1, s2);
    }

    private void ProcessLead(in BiquadCoefficients section, ref double first, ref double second, int lead, int frames)
    {
        var (s1, s2) = (first, second);
        for (var at = lead; at < frames * Leads; at += Leads)
        {
            var x = _block[at];
            var y = section.B0 * x + s1;
            s1 = section.B1 * x - section.A1 * y + s2;
            s2 = section.B2 * x - section.A2 * y;
            _block[at] = y;
        }

        (first, second) = (s1, s2);
    }

    private void Flush()
    {
        _untilFlush = BiquadCascade.FlushInterval;
        for (var i = 0; i < _first.Length; i++)
        {
            if (Math.Abs(_first[i]) < BiquadCascade.Negligible) _first[i] = 0;
            if (Math.Abs(_second[i]) < BiquadCascade.Negligible) _second[i] = 0;
        }
    }
}
