using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace EdgeMonitor.Acquisition;

/// <summary>What a person may ask of a running sensor.</summary>
internal enum SensorAct
{
    /// <summary>Begin one measurement of the blood pressure by cuff.</summary>
    StartPressure,

    /// <summary>End the measurement that is under way and let the cuff go.</summary>
    StopPressure,
}

/// <summary>What became of what a person has asked.</summary>
/// <param name="Accepted">False where nothing was done.</param>
/// <param name="Sentence">One sentence for the person: what was done, or why not and what to do.</param>
internal sealed record SensorAnswer(bool Accepted, string Sentence);

/// <summary>One thing that a person has asked of a sensor. The driver takes it at its turn and answers in the same turn.</summary>
/// <param name="act">What.</param>
internal sealed class SensorRequest(SensorAct act)
{
    private readonly TaskCompletionSource<SensorAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What is asked.</summary>
    public SensorAct Act { get; } = act;

    /// <summary>The driver's answer.</summary>
    public Task<SensorAnswer> Answered => _answer.Task;

    /// <summary>It was done.</summary>
    public void Accept(string sentence) => _answer.TrySetResult(new SensorAnswer(true, sentence));

    /// <summary>It was not done.</summary>
    public void Refuse(string sentence) => _answer.TrySetResult(new SensorAnswer(false, sentence));
}

/// <summary>
/// The bounded way from people to one running sensor. A request that the driver has not taken in time is withdrawn, so that nothing is done
/// later of which the person was told that it was not done. May be used from any thread.
/// </summary>
internal sealed class SensorActs
{
    /// <summary>Requests that wait at the most. Chosen: more people than stand at one bed.</summary>
    public const int Capacity = 4;

    private readonly Lock _gate = new();
    private readonly List<SensorRequest> _waiting = [];

    /// <summary>Takes the oldest request; called by the driver, which must answer it at once.</summary>
    public bool TryTake([NotNullWhen(true)] out SensorRequest? request)
    {
        lock (_gate)
        {
            request = _waiting.Count > 0 ? _waiting[0] : null;
            if (request is not null) _waiting.RemoveAt(0);
            return request is not null;
        }
    }

    /// <summary>Asks the sensor and waits for its answer; null where it did not take the request in time, and will not.</summary>
    /// <param name="act">What.</param>
    /// <param name="patience">How long it may wait to be taken.</param>
    /// <param name="time">The machine's time.</param>
    /// <param name="stop">Ends the wait, and withdraws the request.</param>
    public async Task<SensorAnswer?> AskAsync(SensorAct act, TimeSpan patience, TimeProvider time, CancellationToken stop)
    {
        var request = new SensorRequest(act);
        lock (_gate)
        {
            if (_waiting.Count >= Capacity) return new SensorAnswer(false, string.Create(CultureInfo.InvariantCulture, $"{Capacity} requests wait for this sensor already: try again."));
            _waiting.Add(request);
        }

        try
        {
            return await request.Answered.WaitAsync(patience, time, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            lock (_gate)
            {
                if (_waiting.Remove(request)) return null;
            }

            // It was taken in this very moment, and who takes it answers.
            return await request.Answered.ConfigureAwait(false);
        }
    }
}
