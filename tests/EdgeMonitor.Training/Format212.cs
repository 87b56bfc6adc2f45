namespace EdgeMonitor.Training;

/// <summary>Recordings of two signals in WFDB's format 212: two samples of twelve bits in three bytes.</summary>
internal static class Format212
{
    /// <summary>What WFDB takes where a header gives no gain, as for recordings of noise: units of the converter a mV.</summary>
    private const double DefaultGain = 200;

    /// <summary>Both signals, mV, oldest first.</summary>
    /// <param name="header">Path of the header (.hea); the samples lie beside it (.dat).</param>
    public static float[][] Read(string header)
    {
        var lines = File.ReadAllLines(header).Where(line => !line.StartsWith('#')).ToArray();
        var (gains, zeros) = (new double[2], new double[2]);
        for (var signal = 0; signal < 2; signal++)
        {
            var fields = lines[1 + signal].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            (gains[signal], zeros[signal]) = (double.Parse(fields[2], null), double.Parse(fields[4], null));
            if (gains[signal] == 0) gains[signal] = DefaultGain;
        }

        var bytes = File.ReadAllBytes(Path.ChangeExtension(header, ".dat"));
        float[][] signals = [new float[bytes.Length / 3], new float[bytes.Length / 3]];
        for (var i = 0; i < signals[0].Length; i++)
        {
            var (low, shared, high) = (bytes[3 * i], bytes[3 * i + 1], bytes[3 * i + 2]);
            signals[0][i] = (float)((Signed(low | (shared & 0x0f) << 8) - zeros[0]) / gains[0]);
            signals[1][i] = (float)((Signed(high | (shared & 0xf0) << 4) - zeros[1]) / gains[1]);
        }

        return signals;

        static int Signed(int twelveBits) => twelveBits > 2047 ? twelveBits - 4096 : twelveBits;
    }
}
