namespace EdgeMonitor.Security;

/// <summary>Where it is written down who did what; the journal's audit stream takes it. May be called from any thread.</summary>
internal interface IAuditSink
{
    /// <summary>Writes one entry, with the time of the call.</summary>
    /// <param name="who">The person's or service's id, with its role where known; never a patient.</param>
    /// <param name="action">What was done, e.g. <c>alarm-acknowledge</c>.</param>
    /// <param name="detail">To what, with which values; never a key or a patient's identity.</param>
    void Record(string who, string action, string detail);
}
