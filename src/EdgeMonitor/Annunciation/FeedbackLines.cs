namespace EdgeMonitor.Annunciation;

/// <summary>The feedback lines that are configured.</summary>
internal static class FeedbackLines
{
    /// <summary>The sound.</summary>
    public const string Buzzer = "buzzer";

    private const string Lamps = "lamps";
    private const string NurseCall = "nurse call";

    /// <summary>The lines, the sound's first.</summary>
    public static IEnumerable<Feedback> Create(IGpioProvider provider, AnnunciationOptions options, AnnunciationFaults faults)
    {
        if (options.BuzzerFeedbackLine is { } buzzer)
        {
            yield return Line(
                Buzzer, buzzer, levels => levels.Buzzer, "The buzzer does not sound: no current flows through it while it is driven.",
                "The buzzer sounds though nothing asks for it: current flows through it while it is not driven.");
        }

        if (options.LampFeedbackLine is { } lamps)
        {
            yield return Line(
                Lamps, lamps, levels => levels.RedLamp || levels.YellowLamp || levels.CyanLamp, "A lamp does not light: no current flows while one is driven.",
                "A lamp lights though nothing asks for it: current flows while none is driven.");
        }

        if (options.NurseCallFeedbackLine is { } nurseCall)
        {
            yield return Line(
                NurseCall, nurseCall, levels => levels.NurseCall, "The nurse-call relay does not call: its second contact does not follow.",
                "The nurse-call relay calls though nothing asks for it: its second contact does not follow.");
        }

        Feedback Line(string what, int offset, Func<AnnunciationLevels, bool> driven, string silent, string stuck) => new(
            what, silent, stuck, driven, () => provider.OpenInput(options.Chip!, offset, options.FeedbackActiveLow, $"edgemonitor {what} feedback"), faults);
    }

    /// <summary>What only a person can tell.</summary>
    public static IEnumerable<string> Unwatched(IEnumerable<Feedback> lines)
    {
        HashSet<string> watched = [.. lines.Select(line => line.What)];
        if (!watched.Contains(Buzzer)) yield return "No feedback line watches the sound: a person must have heard it.";
        if (!watched.Contains(Lamps)) yield return "No feedback line watches the lamps: a person must have seen red, yellow and cyan.";
        if (!watched.Contains(NurseCall)) yield return "No feedback line watches the nurse call.";
    }
}
