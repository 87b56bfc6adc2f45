namespace EdgeMonitor.Storage;

/// <summary>A kind of journal that can be opened.</summary>
internal interface IJournalProvider
{
    /// <summary>Takes the directory for this process, makes it where needed, and opens the journal in it.</summary>
    /// <exception cref="JournalException">Another process owns the directory, or the disk refuses.</exception>
    static abstract IJournal Open(string directory);

    /// <summary>Opens the journal in the directory for reading only, also while a daemon owns it; makes and changes nothing.</summary>
    /// <exception cref="JournalException">There is no journal of this provider, or it cannot be read.</exception>
    static abstract IJournalReader OpenReader(string directory);

    /// <summary>
    /// Everything in a damaged file of this provider that may be a record, read lazily and whatever is broken: also old or torn ones, one more than
    /// once, and one under each name that its stream may have. The caller checks the seals. A file of another kind brings nothing that is true.
    /// </summary>
    /// <exception cref="IOException">The file is not there or cannot be opened.</exception>
    static abstract IEnumerable<JournalRecord> Salvage(string file);
}

/// <summary>
/// Names a provider: <c>[assembly: JournalProvider&lt;SqliteJournal&gt;("sqlite", rank: 2)]</c> in its own file is all its registration.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal abstract class JournalProviderAttribute(string name, int rank) : Attribute
{
    /// <summary>The provider's name.</summary>
    public string Name { get; } = name;

    /// <summary>1 for the first choice.</summary>
    public int Rank { get; } = rank;

    /// <inheritdoc cref="IJournalProvider.Open"/>
    public abstract IJournal Open(string directory);

    /// <inheritdoc cref="IJournalProvider.OpenReader"/>
    public abstract IJournalReader OpenReader(string directory);

    /// <inheritdoc cref="IJournalProvider.Salvage"/>
    public abstract IEnumerable<JournalRecord> Salvage(string file);
}

/// <inheritdoc cref="JournalProviderAttribute"/>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class JournalProviderAttribute<TProvider>(string name, int rank) : JournalProviderAttribute(name, rank)
    where TProvider : IJournalProvider
{
    /// <inheritdoc/>
    public override IJournal Open(string directory) => TProvider.Open(directory);

    /// <inheritdoc/>
    public override IJournalReader OpenReader(string directory) => TProvider.OpenReader(directory);

    /// <inheritdoc/>
    public override IEnumerable<JournalRecord> Salvage(string file) => TProvider.Salvage(file);
}
