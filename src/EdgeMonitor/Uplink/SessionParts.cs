namespace EdgeMonitor.Uplink;

/// <summary>What outlives a session and every one needs.</summary>
/// <param name="Messages">Makes the messages.</param>
/// <param name="Counters">What was done.</param>
/// <param name="Books">What is known of each stream.</param>
/// <param name="Centre">What the centre says.</param>
internal sealed record SessionParts(RecordMessages Messages, UplinkCounters Counters, UplinkBooks Books, CentreLink Centre);
