using System.Globalization;
using System.Text;

namespace EdgeMonitor.Training;

/// <summary>The commands for the networks of the QRS detector: <c>train qrs DIRECTORY</c> and <c>cross-validate qrs [FOLDS]</c>.</summary>
internal static class QrsCommand
{
    private const int Folds = 6;

    public static int Run(string[] args, string root, Action<string> write)
    {
        var started = TimeProvider.System.GetTimestamp();
        var records = Directory.GetFiles(Path.Combine(root, "mitdb"), "*.atr").Order(StringComparer.Ordinal).Select(TrainingRecord.Read).ToList();
        var folds = args is ["cross-validate", _, var number, ..] ? int.Parse(number, CultureInfo.InvariantCulture) : Folds;
        var trainer = new QrsTrainer(records, new NoiseRecordings(Path.Combine(root, "nstdb")), folds);
        void Say(string line) => write($"{TimeProvider.System.GetElapsedTime(started).TotalSeconds,5:F0} s {line}");
        var final = trainer.Train(args[0] == "train", Say);
        if (final is not null) File.WriteAllText(Path.Combine(args[2], "QrsWeights.cs"), Source(trainer.Early!, trainer.Late!));
        QrsCrossValidation.Report(records, trainer, folds, Say, record => trainer.Judges[trainer.FoldOf(record)], _ => true);
        return 0;
    }

    private static string Source(float[] early, float[] late)
    {
        var text = new StringBuilder("namespace EdgeMonitor.Core.Vitals;\n\n/// <summary>\n/// Weights of the networks of <see cref=\"QrsJudges\"/>. Written by\n")
            .Append("/// <c>dotnet run --project tests/EdgeMonitor.Training -c Release -- train qrs src/EdgeMonitor.Core/Vitals</c>, seed ").Append(QrsTrainer.Seed)
            .Append(", from\n/// records of the MIT-BIH Arrhythmia Database, both leads, with noise of the MIT-BIH Noise Stress Test Database and made-up electrode motion.\n/// </summary>\n")
            .Append("internal static class QrsWeights\n{\n");
        Append(text, "Early", early);
        text.Append('\n');
        Append(text, "Late", late);
        return text.Append("}\n").ToString();
    }

    private static void Append(StringBuilder text, string name, float[] weights)
    {
        const int perLine = 10;
        text.Append("    /// <summary>In the order of <see cref=\"QrsNetwork\"/>.</summary>\n    public static ReadOnlySpan<float> ").Append(name).Append(" =>\n    [\n");
        foreach (var line in weights.Chunk(perLine))
            text.Append("        ").AppendJoin(", ", line.Select(value => value.ToString("G6", CultureInfo.InvariantCulture) + "f")).Append(",\n");
        text.Append("    ];\n");
    }
}
