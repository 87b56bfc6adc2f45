namespace EdgeMonitor.Benchmarks.Timing;

/// <summary>Keeps the garbage collector of this process busy: a heap of living objects that is renewed all the time, and a full blocking collection many times a second.</summary>
internal sealed class CollectorLoad : IDisposable
{
    private const int LivingBlocks = 20_000; // of 1 to 4 KiB: about 50 MiB, as much as the daemon's own memory
    private const int CollectEvery = 2_000; // blocks

    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;

    public CollectorLoad()
    {
        _thread = new Thread(Run) { Name = "garbage", IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        var random = new Random(1);
        var living = new byte[LivingBlocks][];
        for (var made = 1L; !_stop.IsCancellationRequested; made++)
        {
            living[random.Next(LivingBlocks)] = new byte[random.Next(1 << 10, 4 << 10)];
            if (made % CollectEvery != 0) continue;
            GC.Collect();
            // Half of the time is left to the others: two cores are shared with the broker.
            _stop.Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(20));
        }
    }
}
