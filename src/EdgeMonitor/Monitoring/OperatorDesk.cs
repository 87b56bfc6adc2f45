using System.Collections.Concurrent;
using System.Threading.Channels;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Monitoring;

/// <summary>
/// Takes people's acts to the monitor and brings its answer back, whatever the way in: buttons, control socket, station, centre, page.
/// May be used from any thread.
/// </summary>
internal sealed class OperatorDesk(Channel<MonitorInput> intake)
{
    private readonly ConcurrentDictionary<OperatorCommand, TaskCompletionSource<OperatorActed>> _open = new(ReferenceEqualityComparer.Instance);

    /// <summary>Hands an act over and waits for what became of it. A full intake is waited for: it is the monitor's next second.</summary>
    /// <exception cref="ChannelClosedException">The monitor has stopped.</exception>
    public async Task<OperatorActed> SubmitAsync(OperatorCommand command, CancellationToken stop)
    {
        var answer = new TaskCompletionSource<OperatorActed>(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[command] = answer;
        try
        {
            await intake.Writer.WriteAsync(command, stop);
            return await answer.Task.WaitAsync(stop);
        }
        finally
        {
            _open.TryRemove(command, out _);
        }
    }

    /// <summary>The monitor's answer; called by the loop, returns at once.</summary>
    public void Answer(OperatorActed acted)
    {
        if (_open.TryRemove(acted.Command, out var waiting)) waiting.TrySetResult(acted);
    }
}
