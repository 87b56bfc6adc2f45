namespace EdgeMonitor.Tests;

/// <summary>The machine's clock and timers, so many times as fast: an hour passes in minutes, for everything that asks it.</summary>
/// <param name="factor">How many of its seconds are in one; above 0.</param>
internal sealed class FasterTime(double factor) : TimeProvider
{
    private readonly long _began = System.GetTimestamp();
    private readonly DateTimeOffset _wall = System.GetUtcNow();

    public override long TimestampFrequency => System.TimestampFrequency;

    public override long GetTimestamp() => _began + (long)((System.GetTimestamp() - _began) * factor);

    public override DateTimeOffset GetUtcNow() => _wall + GetElapsedTime(_began);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        => new Scaled(System.CreateTimer(callback, state, Shorter(dueTime), Shorter(period)), Shorter);

    private TimeSpan Shorter(TimeSpan time) => time <= TimeSpan.Zero ? time : TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerMillisecond, (long)(time.Ticks / factor)));

    private sealed class Scaled(ITimer timer, Func<TimeSpan, TimeSpan> shorter) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(shorter(dueTime), shorter(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
