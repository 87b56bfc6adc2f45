namespace EdgeMonitor.Storage;

/// <summary>One patient's stay at this bed, from the admission to the next one or the discharge. Each has a data key of its own.</summary>
/// <param name="Key">The name of its data key, given at the admission.</param>
/// <param name="Pseudonym">What the patient is called here, never a name; empty where nothing was given.</param>
internal sealed record Episode(KeyId Key, string Pseudonym)
{
    /// <summary>True where it began in this run of the daemon, so that its key may have to be made; an older one's is there, or is lost.</summary>
    public bool IsNew { get; private init; }

    /// <summary>An episode that begins now.</summary>
    public static Episode Begin(string pseudonym) => new(KeyId.New(), pseudonym) { IsNew = true };
}
