using System.Reflection;

namespace EdgeMonitor.Annunciation;

/// <summary>The PWM provider in use.</summary>
/// <param name="Provider">It passed the scratch check, or is the last one there is.</param>
/// <param name="Refused">Why those before it, or it itself, were not fit; null where the first choice works.</param>
internal sealed record PwmProviderChoice(IPwmProvider Provider, string? Refused);

/// <summary>The PWM providers compiled in.</summary>
internal static class PwmProviders
{
    /// <summary>All providers, the package's first.</summary>
    public static IReadOnlyList<IPwmProvider> All { get; } =
        [.. typeof(PwmProviders).Assembly.GetCustomAttributes<PwmProviderAttribute>().OrderBy(provider => provider.Rank).Select(provider => provider.Create())];

    /// <summary>The first provider that can take the channel, give it back and take it again; the channel stays silent.</summary>
    /// <param name="providers">In the order of choice, at least one.</param>
    /// <param name="chip">The chip's number.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="frequencyHz">The tone.</param>
    public static PwmProviderChoice Choose(IReadOnlyList<IPwmProvider> providers, int chip, int channel, int frequencyHz)
    {
        var refusals = new List<string>();
        foreach (IPwmProvider provider in providers)
        {
            try
            {
                for (int time = 0; time < 2; time++)
                {
                    using IPwm tone = provider.Open(chip, channel, frequencyHz);
                    tone.Set(0);
                }

                return new PwmProviderChoice(provider, Sentence(refusals));
            }
            catch (IOException failure)
            {
                refusals.Add($"{provider.Name}: {failure.Message}");
            }
        }

        return new PwmProviderChoice(providers[^1], Sentence(refusals));
    }

    private static string? Sentence(List<string> refusals) => refusals.Count == 0 ? null : string.Join(" ", refusals);
}
