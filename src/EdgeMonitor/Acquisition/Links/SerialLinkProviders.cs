using EdgeMonitor.Acquisition.Links.Termios;

namespace EdgeMonitor.Acquisition.Links;

/// <summary>The provider that will open serial ports, and why each one before it will not.</summary>
/// <param name="Provider">The provider in use.</param>
/// <param name="Refusals">One sentence for each provider that failed its check; empty where the first choice works.</param>
internal sealed record SerialLinkChoice(ISerialLinkProvider Provider, IReadOnlyList<string> Refusals);

/// <summary>The providers of serial ports compiled in; found by type, so that a provider is one folder.</summary>
internal static class SerialLinkProviders
{
    /// <summary>All that stand by themselves: the package first where the feed serves it, the kernel's interface last.</summary>
    public static IReadOnlyList<ISerialLinkProvider> All { get; } =
    [
        .. typeof(SerialLinkProviders).Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(ISerialLinkProvider)) && type is { IsAbstract: false, IsInterface: false } && type.GetConstructor(Type.EmptyTypes) is not null)
            .OrderBy(type => type == typeof(TermiosSerialLinkProvider))
            .ThenBy(type => type.Name, StringComparer.Ordinal)
            .Select(type => (ISerialLinkProvider)Activator.CreateInstance(type)!),
    ];

    /// <summary>The first provider that passes the scratch check on a pseudo-terminal; the last one where none does, which the refusals then say.</summary>
    public static Task<SerialLinkChoice> ChooseAsync(CancellationToken stop) => ChooseAsync(All, stop);

    /// <summary>The same among the given providers.</summary>
    internal static async Task<SerialLinkChoice> ChooseAsync(IReadOnlyList<ISerialLinkProvider> providers, CancellationToken stop)
    {
        var refusals = new List<string>();
        foreach (var provider in providers)
        {
            if (await SerialLinkCheck.RunAsync(provider, stop).ConfigureAwait(false) is not { } refusal) return new SerialLinkChoice(provider, refusals);
            refusals.Add($"{provider.Name} is not used for serial ports: {refusal}");
        }

        return new SerialLinkChoice(providers[^1], refusals);
    }
}
