using EdgeMonitor.Storage;

namespace EdgeMonitor.Tests.Storage.Keys;

/// <summary>A box's keys and its seal, as a daemon opens them.</summary>
internal sealed class KeyBox : IDisposable
{
    public KeyBox(string state, string? credentials = null)
    {
        Ring = KeyRing.Open(state, credentials, holdsRecords: false);
        Seal = new RecordSeal(Ring, "box-1");
    }

    public KeyRing Ring { get; }

    public RecordSeal Seal { get; }

    public void Dispose()
    {
        Seal.Dispose();
        Ring.Dispose();
    }
}
