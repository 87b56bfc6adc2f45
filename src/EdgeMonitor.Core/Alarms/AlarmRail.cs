using System.Globalization;

namespace EdgeMonitor.Core.Alarms;

/// <summary>Two ends of a range, both belonging to it.</summary>
/// <param name="Lowest">Lower end.</param>
/// <param name="Highest">Upper end, not below the lower one.</param>
public readonly record struct Bounds(double Lowest, double Highest)
{
    /// <summary>True where the value lies in the range; NaN lies in none.</summary>
    public bool Contain(double value) => value >= Lowest && value <= Highest;

    /// <summary>True where the other range lies in this one.</summary>
    public bool Contain(Bounds other) => other.Lowest <= other.Highest && Contain(other.Lowest) && Contain(other.Highest);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Lowest:R} to {Highest:R}");
}

/// <summary>
/// The guard rail of one setting: what lies outside the absolute bounds is refused, what lies outside the profile's recommended bounds is
/// accepted with a warning sentence (the idea of LoopKit's guardrails).
/// </summary>
public sealed class AlarmRail
{
    private readonly Bounds[] _recommended;

    /// <summary>A rail whose bounds have been checked against each other.</summary>
    /// <param name="name">The setting's property of <see cref="AlarmLimits"/>.</param>
    /// <param name="of">Reads the setting.</param>
    /// <param name="unit">Its unit as a nurse reads it.</param>
    /// <param name="absolute">What no setting can leave.</param>
    /// <param name="recommended">For adult, child and neonate, in this order; one alone is for all.</param>
    /// <exception cref="ArgumentException">Recommended bounds lie outside the absolute ones, or are not one or three.</exception>
    public AlarmRail(string name, Func<AlarmLimits, double> of, string unit, (double Lowest, double Highest) absolute, params (double Lowest, double Highest)[] recommended)
    {
        (Name, Of, Unit, Absolute) = (name, of, unit, new Bounds(absolute.Lowest, absolute.Highest));
        var profiles = Enum.GetValues<PatientProfile>().Length;
        if (recommended.Length is not 1 && recommended.Length != profiles) throw new ArgumentException($"{name}: recommended bounds are one, or one for each profile.", nameof(recommended));
        _recommended = new Bounds[profiles];
        for (var i = 0; i < profiles; i++)
        {
            var (lowest, highest) = recommended[recommended.Length == 1 ? 0 : i];
            _recommended[i] = new Bounds(lowest, highest);
            if (!Absolute.Contain(_recommended[i])) throw new ArgumentException($"{name}: the recommended bounds {_recommended[i]} lie outside {Absolute}.", nameof(recommended));
        }
    }

    /// <summary>The setting's name: property and configuration key.</summary>
    public string Name { get; }

    /// <summary>Reads the setting.</summary>
    public Func<AlarmLimits, double> Of { get; }

    /// <summary>Its unit as a nurse reads it.</summary>
    public string Unit { get; }

    /// <summary>What no setting can leave.</summary>
    public Bounds Absolute { get; }

    /// <summary>What is usual for this profile.</summary>
    public Bounds RecommendedFor(PatientProfile profile) => _recommended[(int)profile];
}
