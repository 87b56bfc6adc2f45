using System.Reflection;

namespace EdgeMonitor.Annunciation;

/// <summary>The GPIO provider in use.</summary>
/// <param name="Provider">It passed the scratch check, or is the last one there is.</param>
/// <param name="Refused">Why those before it, or it itself, were not fit; null where the first choice works. A technical alarm where not null.</param>
internal sealed record GpioProviderChoice(IGpioProvider Provider, string? Refused);

/// <summary>The GPIO providers compiled in.</summary>
internal static class GpioProviders
{
    /// <summary>All providers, the package's first.</summary>
    public static IReadOnlyList<IGpioProvider> All { get; } =
        [.. typeof(GpioProviders).Assembly.GetCustomAttributes<GpioProviderAttribute>().OrderBy(provider => provider.Rank).Select(provider => provider.Create())];

    /// <summary>The first provider that can open a line, write it, give it back and open it again; the line stays inactive.</summary>
    /// <param name="providers">In the order of choice, at least one.</param>
    /// <param name="chip">Device path of the chip.</param>
    /// <param name="offset">A line that may be inactive for a moment: a lamp's.</param>
    /// <param name="activeLow">True where the low level is the active one.</param>
    public static GpioProviderChoice Choose(IReadOnlyList<IGpioProvider> providers, string chip, int offset, bool activeLow)
    {
        var refusals = new List<string>();
        foreach (IGpioProvider provider in providers)
        {
            try
            {
                for (int time = 0; time < 2; time++)
                {
                    using IGpioLine line = provider.OpenOutput(chip, offset, activeLow, "edgemonitor check", active: false);
                    line.Set(false);
                }

                return new GpioProviderChoice(provider, Sentence(refusals));
            }
            catch (IOException failure)
            {
                refusals.Add($"{provider.Name}: {failure.Message}");
            }
        }

        return new GpioProviderChoice(providers[^1], Sentence(refusals));
    }

    private static string? Sentence(List<string> refusals) => refusals.Count == 0 ? null : string.Join(" ", refusals);
}
