namespace EdgeMonitor.Tests.Uplink.Simulation;

/// <summary>
/// One thread for everything that waits: continuations run in the order in which they became ready, so that a seed always gives the same run.
/// </summary>
internal sealed class Pump : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Call, object? State)> _ready = new();

    public Pump() => Work = new PumpScheduler(this);

    /// <summary>Runs tasks here as well.</summary>
    public TaskScheduler Work { get; }

    /// <summary>True once something came from another thread: the run is then one that no seed repeats.</summary>
    public bool WasDisturbed { get; private set; }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_ready)
        {
            WasDisturbed |= Current != this;
            _ready.Enqueue((d, state));
        }
    }

    /// <summary>Runs what is ready, and what becomes ready by that.</summary>
    public void Run()
    {
        while (true)
        {
            (SendOrPostCallback Call, object? State) next;
            lock (_ready)
            {
                if (!_ready.TryDequeue(out next)) return;
            }

            next.Call(next.State);
        }
    }

    private sealed class PumpScheduler(Pump pump) : TaskScheduler
    {
        protected override void QueueTask(Task task) => pump.Post(_ => TryExecuteTask(task), null);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}
