using EdgeMonitor.Acquisition.Links.I2cDev;

namespace EdgeMonitor.Acquisition.Links;

/// <summary>The provider that will open I2C buses, and why each one before it will not.</summary>
/// <param name="Provider">The provider in use.</param>
/// <param name="Refusals">One sentence for each provider that failed its check; empty where the first choice works.</param>
internal sealed record I2cBusChoice(II2cBusProvider Provider, IReadOnlyList<string> Refusals);

/// <summary>The providers of I2C buses compiled in; found by type, so that a provider is one folder.</summary>
internal static class I2cBusProviders
{
    /// <summary>A path at which no bus can be: opening it must fail as opening any absent bus does.</summary>
    private const string NoBus = "/dev/i2c-999999";

    /// <summary>All of them: the package first where the feed serves it, the kernel's interface last.</summary>
    public static IReadOnlyList<II2cBusProvider> All { get; } =
    [
        .. typeof(I2cBusProviders).Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(II2cBusProvider)) && type is { IsAbstract: false, IsInterface: false } && type.GetConstructor(Type.EmptyTypes) is not null)
            .OrderBy(type => type == typeof(I2cDevBusProvider))
            .ThenBy(type => type.Name, StringComparer.Ordinal)
            .Select(type => (II2cBusProvider)Activator.CreateInstance(type)!),
    ];

    /// <summary>
    /// The first provider that can be used: an absent bus is an absent bus to it, and it opens twice each bus that is there and that the last one can open. No chip is
    /// spoken to: what is right for one disturbs another. The last one where none passes, which the refusals then say.
    /// </summary>
    /// <param name="providers">In the order of choice, at least one.</param>
    /// <param name="paths">The buses that sensors are configured on.</param>
    public static I2cBusChoice Choose(IReadOnlyList<II2cBusProvider> providers, IEnumerable<string> paths)
    {
        var there = paths.Distinct(StringComparer.Ordinal).Where(path => RefusalOf(providers[^1], path) is null).ToList();
        var refusals = new List<string>();
        foreach (var provider in providers)
        {
            var refusal = AbsenceOf(provider) ?? there.Select(path => RefusalOf(provider, path) ?? RefusalOf(provider, path)).FirstOrDefault(found => found is not null);
            if (refusal is null) return new I2cBusChoice(provider, refusals);
            refusals.Add($"{provider.Name} is not used for I2C buses: {refusal}");
        }

        return new I2cBusChoice(providers[^1], refusals);
    }

    private static string? AbsenceOf(II2cBusProvider provider)
    {
        try
        {
            provider.Open(NoBus).Dispose();
            return "it opened a bus that is not there";
        }
        catch (IOException absent)
        {
            return absent.Message.Contains(NoBus, StringComparison.Ordinal) ? null : $"it does not say which bus is not there ({absent.Message})";
        }
        catch (Exception broken) when (broken is DllNotFoundException or TypeInitializationException or PlatformNotSupportedException or UnauthorizedAccessException)
        {
            return broken.Message;
        }
    }

    private static string? RefusalOf(II2cBusProvider provider, string path)
    {
        try
        {
            provider.Open(path).Dispose();
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return refused.Message;
        }
    }
}
