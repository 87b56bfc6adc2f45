using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage;

/// <summary>A data key ring in a folder of its own, for tests that need a seal and do not look at keys.</summary>
internal sealed class KnownKeys : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public KnownKeys() => Ring = KeyRing.Open(_directory.PathOf("state"), credentials: null, holdsRecords: false);

    /// <summary>The ring.</summary>
    public KeyRing Ring { get; }

    /// <summary>A device's seal under these keys.</summary>
    public RecordSeal Seal(string device) => new(Ring, device);

    public void Dispose()
    {
        Ring.Dispose();
        _directory.Dispose();
    }
}
