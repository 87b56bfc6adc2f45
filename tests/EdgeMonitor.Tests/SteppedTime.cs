namespace EdgeMonitor.Tests;

/// <summary>A manual clock whose wall clock a test can set, as a person or a time server does.</summary>
internal sealed class SteppedTime(ManualTime time) : TimeProvider
{
    /// <summary>By how much the wall clock was set so far.</summary>
    public TimeSpan Step { get; set; }

    public override long TimestampFrequency => time.TimestampFrequency;

    public override long GetTimestamp() => time.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Step;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);
}
