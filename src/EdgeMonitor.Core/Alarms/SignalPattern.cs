namespace EdgeMonitor.Core.Alarms;

/// <summary>
/// The rhythm of the alarm signals of IEC 60601-1-8, one table per priority. A pattern starts at time zero and repeats without end;
/// every edge is a whole number of milliseconds from the pattern's start, so nothing drifts however long an alarm lasts.
/// </summary>
/// <remarks>
/// <para>
/// One buzzer repeat is a burst and then the interburst interval, which is counted from the end of the burst's last pulse to the start of
/// the next burst's first pulse (not from start to start):
/// </para>
/// <code>
/// ms      0   150 250 400 500 650       1000 1150 1250 1400          1900 ... 3300               8300
/// HIGH    ▀▀▀▀▁▁▁▁▀▀▀▀▁▁▁▁▀▀▀▀▁▁▁▁▁▁▁▁▁▁▀▀▀▀▁▁▁▁▀▀▀▀▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▀▀▀ (the same) ▁▁▁▁▁ 5 s ▁▁▁▁▁▁▀▀▀
///         pulse 1 x   2   x   3   2x+td  4   x   5       0.5 s         pulses 6-10
/// </code>
/// <para>
/// The numbers are this project's choice within the standard's ranges (pulse, spacing, interburst: collateral standard's table on auditory
/// signals; flash rates: table on visual signals; the flash duty range is unverified). The standard also asks for rise and fall times of
/// the pulses: a plain GPIO line is either on or off and cannot make them, so they are a matter of the sound circuit.
/// </para>
/// <para>
/// The reminder signal (audio or alarms are off, or the patient is away) is no alarm signal and must not be taken for one: one pair of pulses
/// of 125 ms, spaced 125 ms, sounded once. Every burst has longer pulses or more of them. Chosen: the standard leaves its form to the maker.
/// </para>
/// </remarks>
public static class SignalPattern
{
    // Milliseconds from the pattern's start; even places switch on, odd places switch off.
    // HIGH: 5 + 5 pulses of 150 ms, spaced 100 ms, 350 ms (2 x 100 + 150) between pulses 3 and 4, 500 ms between the halves.
    private static readonly int[] HighEdges =
    [
        0, 150, 250, 400, 500, 650, 1000, 1150, 1250, 1400,
        1900, 2050, 2150, 2300, 2400, 2550, 2900, 3050, 3150, 3300,
    ];

    // MEDIUM: 3 pulses of 200 ms, spaced 200 ms.
    private static readonly int[] MediumEdges = [0, 200, 400, 600, 800, 1000];

    // LOW: 2 pulses of 200 ms, spaced 200 ms.
    private static readonly int[] LowEdges = [0, 200, 400, 600];

    // The reminder: 2 pulses of 125 ms, spaced 125 ms, once.
    private static readonly int[] ReminderEdges = [0, 125, 250, 375];

    /// <summary>True while the pattern's buzzer is on.</summary>
    /// <param name="priority">Whose pattern; <see cref="AlarmPriority.None"/> is silence.</param>
    /// <param name="sincePatternStart">Time since the pattern's start, 0 or later.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public static bool BuzzerOn(AlarmPriority priority, TimeSpan sincePatternStart)
    {
        ReadOnlySpan<int> edges = BuzzerEdges(priority);
        return edges.Length > 0 && Passed(edges, Phase(sincePatternStart, BuzzerPeriod(priority))) % 2 == 1;
    }

    /// <summary>When the buzzer changes next, counted from the pattern's start; <see cref="TimeSpan.MaxValue"/> where it never does.</summary>
    /// <param name="priority">Whose pattern.</param>
    /// <param name="sincePatternStart">Time since the pattern's start, 0 or later; the edge is later than this.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public static TimeSpan NextBuzzerEdge(AlarmPriority priority, TimeSpan sincePatternStart)
    {
        ReadOnlySpan<int> edges = BuzzerEdges(priority);
        if (edges.Length == 0) return TimeSpan.MaxValue;
        TimeSpan period = BuzzerPeriod(priority);
        TimeSpan phase = Phase(sincePatternStart, period);
        int passed = Passed(edges, phase);
        TimeSpan next = passed < edges.Length ? Milliseconds(edges[passed]) : period;
        return sincePatternStart - phase + next;
    }

    /// <summary>True while the priority's lamp is lit: HIGH flashes, MEDIUM flashes slowly, LOW is steady.</summary>
    /// <param name="priority">Whose lamp.</param>
    /// <param name="sincePatternStart">Time since the pattern's start, 0 or later.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public static bool LampOn(AlarmPriority priority, TimeSpan sincePatternStart)
    {
        TimeSpan half = LampHalfPeriod(priority);
        if (half == TimeSpan.Zero) return priority == AlarmPriority.Low;
        return Phase(sincePatternStart, half + half) < half;
    }

    /// <summary>When the lamp changes next, counted from the pattern's start; <see cref="TimeSpan.MaxValue"/> where it never does.</summary>
    /// <param name="priority">Whose lamp.</param>
    /// <param name="sincePatternStart">Time since the pattern's start, 0 or later; the edge is later than this.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public static TimeSpan NextLampEdge(AlarmPriority priority, TimeSpan sincePatternStart)
    {
        TimeSpan half = LampHalfPeriod(priority);
        return half == TimeSpan.Zero ? TimeSpan.MaxValue : sincePatternStart - Phase(sincePatternStart, half) + half;
    }

    /// <summary>
    /// How much of its first burst a priority sounds even where the condition ends sooner, unless a person silences it: half a burst (five
    /// pulses) of HIGH, a whole burst of the others. So a short event is still heard as what it was. Unverified: from memory of a note to
    /// the standard's table on auditory signals.
    /// </summary>
    public static TimeSpan ShortestSound(AlarmPriority priority) => priority switch
    {
        AlarmPriority.High => Milliseconds(1400),
        AlarmPriority.Medium => Milliseconds(1000),
        AlarmPriority.Low => Milliseconds(600),
        _ => TimeSpan.Zero,
    };

    /// <summary>The silence between two pulses of a burst, the least that keeps pulses apart: 100 ms of HIGH, 200 ms of the others.</summary>
    public static TimeSpan PulseSpacing(AlarmPriority priority) => priority switch
    {
        AlarmPriority.High => Milliseconds(100),
        AlarmPriority.Medium or AlarmPriority.Low => Milliseconds(200),
        _ => TimeSpan.Zero,
    };

    /// <summary>True while the reminder signal's buzzer is on.</summary>
    /// <param name="sinceStart">Time since its start, 0 or later.</param>
    public static bool ReminderOn(TimeSpan sinceStart) => Passed(ReminderEdges, sinceStart) % 2 == 1;

    /// <summary>When the reminder signal changes next, counted from its start; <see cref="TimeSpan.MaxValue"/> after its end.</summary>
    /// <param name="sinceStart">Time since its start, 0 or later; the edge is later than this.</param>
    public static TimeSpan NextReminderEdge(TimeSpan sinceStart)
    {
        int passed = Passed(ReminderEdges, sinceStart);
        return passed < ReminderEdges.Length ? Milliseconds(ReminderEdges[passed]) : TimeSpan.MaxValue;
    }

    private static ReadOnlySpan<int> BuzzerEdges(AlarmPriority priority) => priority switch
    {
        AlarmPriority.High => HighEdges,
        AlarmPriority.Medium => MediumEdges,
        AlarmPriority.Low => LowEdges,
        _ => [],
    };

    // Burst plus interburst interval: 3.3 + 5 s, 1 + 7.5 s, 0.6 + 20 s.
    private static TimeSpan BuzzerPeriod(AlarmPriority priority) => priority switch
    {
        AlarmPriority.High => Milliseconds(8300),
        AlarmPriority.Medium => Milliseconds(8500),
        _ => Milliseconds(20600),
    };

    // HIGH 2.0 Hz, MEDIUM 0.6 Hz, both lit half of the time; zero does not flash.
    private static TimeSpan LampHalfPeriod(AlarmPriority priority) => priority switch
    {
        AlarmPriority.High => Milliseconds(250),
        AlarmPriority.Medium => Milliseconds(833),
        _ => TimeSpan.Zero,
    };

    private static TimeSpan Phase(TimeSpan since, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(since, TimeSpan.Zero);
        return new TimeSpan(since.Ticks % period.Ticks);
    }

    private static int Passed(ReadOnlySpan<int> edges, TimeSpan phase)
    {
        int passed = 0;
        while (passed < edges.Length && Milliseconds(edges[passed]) <= phase) passed++;
        return passed;
    }

    private static TimeSpan Milliseconds(int count) => new(count * TimeSpan.TicksPerMillisecond);
}
