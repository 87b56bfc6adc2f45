namespace EdgeMonitor.Storage;

/// <summary>
/// In which order the providers are tried for a directory: the one that the setting names, else the one whose records are there, else the first
/// choice. Records are never left behind for a better provider: they move along (<see cref="JournalMove"/>), or it stays as it is.
/// </summary>
/// <param name="Providers">Those to try.</param>
/// <param name="Notes">What a person should know of it, one sentence each.</param>
internal sealed record ProviderOrder(IReadOnlyList<JournalProviderAttribute> Providers, IReadOnlyList<string> Notes)
{
    /// <summary>The setting that leaves the choice to the appliance.</summary>
    public const string Auto = "auto";

    /// <summary>The order for a directory.</summary>
    /// <param name="name">A provider's name, or auto.</param>
    /// <param name="directory">The journal's directory; it need not exist.</param>
    /// <param name="providers">All, first choice first.</param>
    /// <param name="freeBytes">Room on the directory's disk; null where the disk does not say.</param>
    public static ProviderOrder For(string name, string directory, IReadOnlyList<JournalProviderAttribute> providers, Func<long?> freeBytes)
    {
        var wanted = providers.FirstOrDefault(provider => provider.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        var holder = HolderIn(directory, providers);
        if (holder is null || holder == wanted) return First(wanted ?? providers[0], providers);
        if (wanted is null)
        {
            return holder == providers[0] ? First(holder, providers) : First(
                holder, providers, $"It stays with {holder.Name}, whose records are there; Storage:Provider {providers[0].Name} would move them at the next start.");
        }

        return JournalMove.Fits(directory, holder.Name, freeBytes) ? First(wanted, providers) : First(
            holder, providers, $"It stays with {holder.Name}, whose records are there: the disk has no room to move them to {wanted.Name}. Free space, or let the uplink drain, and restart.");
    }

    /// <summary>The provider that wrote last, where it is built in and its files are there; else one whose files are there.</summary>
    private static JournalProviderAttribute? HolderIn(string directory, IReadOnlyList<JournalProviderAttribute> providers)
    {
        var there = ProviderFiles.ProvidersIn(directory).ToList();
        var holders = providers.Where(provider => there.Contains(provider.Name)).ToList();
        var owner = SequenceReserve.OwnerIn(directory);
        return holders.FirstOrDefault(provider => provider.Name == owner) ?? holders.FirstOrDefault();
    }

    private static ProviderOrder First(JournalProviderAttribute first, IReadOnlyList<JournalProviderAttribute> providers, params string[] notes) =>
        new([first, .. providers.Where(provider => provider != first)], notes);
}
