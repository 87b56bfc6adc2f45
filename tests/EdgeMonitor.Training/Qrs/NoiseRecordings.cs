namespace EdgeMonitor.Training;

/// <summary>The recordings of the MIT-BIH Noise Stress Test Database: baseline wander (bw) and muscle artefact (ma), 360 Hz; and made-up electrode motion (em).</summary>
/// <param name="folder">Where bw and ma lie.</param>
internal sealed class NoiseRecordings(string folder)
{
    private readonly Dictionary<string, float[][]> _recordings = new()
    {
        ["bw"] = Format212.Read(Path.Combine(folder, "bw.hea")),
        ["ma"] = Format212.Read(Path.Combine(folder, "ma.hea")),
    };

    /// <summary>
    /// A noise for a lead. The first half of each recording is for training and the second half for what is held against it; made-up noise is never the same
    /// twice.
    /// </summary>
    /// <param name="name">bw, ma or em.</param>
    /// <param name="samples">How many, at 360 Hz; a recording begins anew at its end.</param>
    /// <param name="lead">Leads have noise of their own.</param>
    /// <param name="seed">Of made-up noise.</param>
    /// <param name="training">True: the first half.</param>
    public double[] Take(string name, int samples, int lead, int seed, bool training)
    {
        if (name == "em") return ElectrodeMotion.Make(samples, 2 * (2 * seed + lead) + (training ? 0 : 1));
        var recording = _recordings[name][lead];
        var half = recording.Length / 2;
        var start = training ? 0 : half;
        var noise = new double[samples];
        for (var i = 0; i < samples; i++) noise[i] = recording[start + i % half];
        return noise;
    }
}
