namespace EdgeMonitor.Core.Vitals;

/// <summary>The parameters of NEWS2, in the order of its chart.</summary>
public enum News2Parameter
{
    /// <summary>Respiration rate.</summary>
    Respiration,

    /// <summary>SpO2, scale 1 or 2.</summary>
    Saturation,

    /// <summary>Air or oxygen.</summary>
    Oxygen,

    /// <summary>Systolic blood pressure.</summary>
    Systolic,

    /// <summary>Pulse.</summary>
    Pulse,

    /// <summary>Consciousness.</summary>
    Consciousness,

    /// <summary>Temperature.</summary>
    Temperature,
}

/// <summary>What NEWS2 asks for.</summary>
public enum News2Band
{
    /// <summary>Total 0 to 4.</summary>
    Low,

    /// <summary>Total 0 to 4 with a single parameter of 3.</summary>
    LowMedium,

    /// <summary>Total 5 or 6: urgent.</summary>
    Medium,

    /// <summary>Total 7 or more: emergency.</summary>
    High,
}

/// <summary>What is known of the patient now; null is not known.</summary>
/// <param name="Respiration">Breaths per minute.</param>
/// <param name="Saturation">SpO2, %.</param>
/// <param name="OnOxygen">True where the patient is given oxygen.</param>
/// <param name="Systolic">mmHg.</param>
/// <param name="Pulse">Beats per minute.</param>
/// <param name="Alert">False for new confusion, and for who responds to voice or pain only, or not at all.</param>
/// <param name="Temperature">°C.</param>
/// <param name="HypercapnicScale">True where SpO2 scale 2 is prescribed.</param>
public readonly record struct News2Values(
    double? Respiration, double? Saturation, bool? OnOxygen, double? Systolic, double? Pulse, bool? Alert, double? Temperature, bool HypercapnicScale = false);

/// <summary>
/// The National Early Warning Score 2 (Royal College of Physicians 2017; table in the clinical reference §1). For adults. Values are rounded half up to
/// the resolution they are shown with (whole numbers, temperature 0.1 °C) before they are scored. A missing parameter gives no total.
/// </summary>
public sealed class News2
{
    /// <summary>Number of parameters.</summary>
    public const int Count = 7;

    private readonly int?[] _parts = new int?[Count];

    /// <summary>Scores what is known.</summary>
    public News2(in News2Values values)
    {
        this[News2Parameter.Respiration] = Whole(values.Respiration) switch { null => null, <= 8 => 3, <= 11 => 1, <= 20 => 0, <= 24 => 2, _ => 3 };
        this[News2Parameter.Saturation] = values.HypercapnicScale
            ? Scale2(Whole(values.Saturation), values.OnOxygen)
            : Whole(values.Saturation) switch { null => null, <= 91 => 3, <= 93 => 2, <= 95 => 1, _ => 0 };
        this[News2Parameter.Oxygen] = values.OnOxygen switch { null => null, true => 2, false => 0 };
        this[News2Parameter.Systolic] = Whole(values.Systolic) switch { null => null, <= 90 => 3, <= 100 => 2, <= 110 => 1, <= 219 => 0, _ => 3 };
        this[News2Parameter.Pulse] = Whole(values.Pulse) switch { null => null, <= 40 => 3, <= 50 => 1, <= 90 => 0, <= 110 => 1, <= 130 => 2, _ => 3 };
        this[News2Parameter.Consciousness] = values.Alert switch { null => null, true => 0, false => 3 };
        this[News2Parameter.Temperature] = Tenths(values.Temperature) switch { null => null, <= 350 => 3, <= 360 => 1, <= 380 => 0, <= 390 => 1, _ => 2 };
    }

    /// <summary>Each parameter's part, in the chart's order; null where it is not known.</summary>
    public IReadOnlyList<int?> Parts => _parts;

    /// <summary>The sum of the known parts: the total is at least this.</summary>
    public int Known => _parts.Sum(part => part ?? 0);

    /// <summary>The parameters that are not known.</summary>
    public IEnumerable<News2Parameter> Missing => Enum.GetValues<News2Parameter>().Where(parameter => this[parameter] is null);

    /// <summary>The total; null where any parameter is not known.</summary>
    public int? Total => Array.Exists(_parts, part => part is null) ? null : Known;

    /// <summary>True where a known parameter alone gives 3.</summary>
    public bool HasSingleThree => Array.Exists(_parts, part => part == 3);

    /// <summary>What the total asks for; null where there is none.</summary>
    public News2Band? Band => Total switch
    {
        null => null,
        >= 7 => News2Band.High,
        >= 5 => News2Band.Medium,
        _ => HasSingleThree ? News2Band.LowMedium : News2Band.Low,
    };

    /// <summary>One parameter's part.</summary>
    public int? this[News2Parameter parameter]
    {
        get => _parts[(int)parameter];
        private init => _parts[(int)parameter] = value;
    }

    /// <summary>From 93 % on the scale asks whether oxygen is given: without that it cannot be scored.</summary>
    private static int? Scale2(int? saturation, bool? onOxygen) => (saturation, onOxygen) switch
    {
        (null, _) => null,
        ( <= 83, _) => 3,
        ( <= 85, _) => 2,
        ( <= 87, _) => 1,
        ( <= 92, _) => 0,
        (_, null) => null,
        (_, false) => 0,
        ( <= 94, true) => 1,
        ( <= 96, true) => 2,
        _ => 3,
    };

    // In decimal, because 35.05 is a little less in binary.
    private static int? Whole(double? value) => value is { } number ? (int)Math.Floor((decimal)Bounded(number) + 0.5m) : null;

    private static int? Tenths(double? value) => value is { } number ? (int)Math.Floor((decimal)Bounded(number) * 10 + 0.5m) : null;

    // No measurement comes near to it; a wrong one must not end the monitor.
    private static double Bounded(double value) => Math.Clamp(value, -10_000, 10_000);
}
