#pragma warning disable RS0030 // A command for developers: it writes its report to standard output.
using EdgeMonitor.Training;

// dotnet run --project tests/EdgeMonitor.Training -c Release [-- OUTPUT]
// Reads $EDGEMONITOR_RECORDINGS/mitdb, reports each patient with a model that was fitted without that patient, fits the model on all and writes the table to OUTPUT.
// Nothing is drawn by chance, so there is no seed.
var root = Environment.GetEnvironmentVariable("EDGEMONITOR_RECORDINGS") ?? "../shared/data";
var folder = Path.Combine(root, "mitdb");
if (!Directory.Exists(folder))
{
    Console.Error.WriteLine($"\"{folder}\" is no directory: set EDGEMONITOR_RECORDINGS to the one that holds mitdb.");
    return 1;
}

var records = Directory.GetFiles(folder, "*.atr").Order(StringComparer.Ordinal).Select(TrainingRecord.Read).ToList();
var lessons = records.SelectMany(record => Enumerable.Range(0, record.Leads.Length).Select(lead => Lesson.From(record, lead))).ToList();
for (var lead = 0; lead < 2; lead++)
{
    var total = new VentricularScore();
    foreach (var patient in records.GroupBy(record => record.Patient))
    {
        var model = LogisticFit.Fit(lessons.Where(lesson => lesson.Patient != patient.Key).ToList());
        foreach (var record in patient.Where(record => lead < record.Leads.Length))
        {
            var score = VentricularScore.Of(record, lead, model.ToModel());
            total += score;
            Console.WriteLine($"lead {lead}, {record.Name}: {score}");
        }
    }

    Console.WriteLine($"lead {lead}, each patient by a model without him: {total}");
}

var all = LogisticFit.Fit(lessons);
if (args.Length > 0) File.WriteAllText(args[0], all.ToSource());
return 0;
