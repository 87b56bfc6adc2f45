#pragma warning disable RS0030 // A command for developers: it writes its report to standard output.
using EdgeMonitor.Training;

// dotnet run --project tests/EdgeMonitor.Training -c Release [-- OUTPUT]
// Reads $EDGEMONITOR_RECORDINGS/mitdb, reports each patient with a model that was fitted without that patient, fits the model on all and writes the table to OUTPUT.
// Nothing is drawn by chance, so there is no seed. "train qrs DIRECTORY" and "cross-validate qrs [FOLDS]" do so for the networks of the QRS detector (QrsCommand).
var root = Environment.GetEnvironmentVariable("EDGEMONITOR_RECORDINGS") ?? "../shared/data";
var folder = Path.Combine(root, "mitdb");
if (!Directory.Exists(folder))
{
    Console.Error.WriteLine($"\"{folder}\" is no directory: set EDGEMONITOR_RECORDINGS to the one that holds mitdb.");
    return 1;
}

if (args is [_, "qrs", ..]) return QrsCommand.Run(args, root, Console.WriteLine);
var records = Directory.GetFiles(folder, "*.atr").Order(StringComparer.Ordinal).Select(TrainingRecord.Read).ToList();
var lessons = records.SelectMany(record => Enumerable.Range(0, record.Leads.Length).Select(lead => Lesson.From(record, lead))).ToList();
var models = records.Select(record => record.Patient).Distinct()
    .ToDictionary(patient => patient, patient => LogisticFit.Fit(lessons.Where(lesson => lesson.Patient != patient).ToList()).ToModel());
for (var lead = 0; lead < 2; lead++) Report($"lead {lead}", record => VentricularScore.Of(record, lead, models[record.Patient]));
Report("both leads, as the monitor", record => VentricularScore.OfAll(record, models[record.Patient]));
foreach (var record in records) record.SwapLeads();
Report("both leads, the second one chosen", record => VentricularScore.OfAll(record, models[record.Patient]));

var all = LogisticFit.Fit(lessons);
if (args.Length > 0) File.WriteAllText(args[0], all.ToSource());
return 0;

void Report(string what, Func<TrainingRecord, VentricularScore> scoreOf)
{
    var total = new VentricularScore();
    foreach (var record in records)
    {
        var score = scoreOf(record);
        total += score;
        Console.WriteLine($"{what}, {record.Name}: {score}");
    }

    Console.WriteLine($"{what}, each patient by a model without him: {total}");
}
