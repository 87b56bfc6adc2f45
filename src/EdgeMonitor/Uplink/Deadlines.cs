namespace EdgeMonitor.Uplink;

/// <summary>Moments on a time provider's monotonic line.</summary>
internal static class Deadlines
{
    /// <summary>The timestamp that lies so much later than now.</summary>
    public static long After(this TimeProvider time, TimeSpan wait) => time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);
}
