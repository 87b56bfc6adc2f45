namespace EdgeMonitor.Uplink;

/// <summary>
/// Which record was alone on its way when the last connections ended. A broker that ends the connection over a record without a word must not get
/// that one first for ever, with everything else behind it. Used by one thread.
/// </summary>
internal sealed class LoneRecord
{
    /// <summary>Chosen: a network that breaks three times in a row over one record, and over nothing else, is rare; and the record is only put off.</summary>
    private const int Patience = 3;

    private (string Stream, long Sequence) _last;
    private int _times;

    /// <summary>A connection that had confirmed nothing ended over this record; true where it is to be put off.</summary>
    public bool IsSuspect(string stream, long sequence)
    {
        _times = (stream, sequence) == _last ? _times + 1 : 1;
        _last = (stream, sequence);
        if (_times < Patience) return false;
        _times = 0;
        return true;
    }

    /// <summary>A connection has confirmed something.</summary>
    public void Acquit() => _times = 0;
}
