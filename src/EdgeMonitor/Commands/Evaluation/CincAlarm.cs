namespace EdgeMonitor.Commands.Evaluation;

/// <summary>One alarm of the CinC Challenge 2015: a line of the file <c>ALARMS</c>, <c>record,type,1|0</c>.</summary>
/// <param name="Record">The recording's name.</param>
/// <param name="Type">The alarm's type as the challenge writes it.</param>
/// <param name="Condition">The monitor's condition of that type.</param>
/// <param name="IsTrue">What the experts say.</param>
internal sealed record CincAlarm(string Record, string Type, string Condition, bool IsTrue)
{
    private static readonly Dictionary<string, string> Conditions = new()
    {
        ["Asystole"] = "asystole",
        ["Bradycardia"] = "extreme-bradycardia",
        ["Tachycardia"] = "extreme-tachycardia",
        ["Ventricular_Flutter_Fib"] = "ventricular-fibrillation",
        ["Ventricular_Tachycardia"] = "ventricular-tachycardia",
    };

    /// <summary>All types in the order of the challenge's tables.</summary>
    public static IEnumerable<string> Types => Conditions.Keys;

    /// <summary>Reads the file <c>ALARMS</c>.</summary>
    /// <exception cref="IOException">It is not there or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A line is not like the others; the message names it.</exception>
    public static IReadOnlyList<CincAlarm> ReadAll(string path)
    {
        var alarms = new List<CincAlarm>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.Length == 0) continue;
            var parts = line.Split(',');
            if (parts is not [var record, var type, "0" or "1"] || !Conditions.TryGetValue(type, out var condition))
                throw new InvalidDataException($"{path}, line {number}: \"{line}\" is not <record>,<type>,<0|1> with a type of {string.Join(", ", Types)}.");
            alarms.Add(new CincAlarm(record, type, condition, parts[2] == "1"));
        }

        return alarms;
    }
}
