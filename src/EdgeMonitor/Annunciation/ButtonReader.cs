using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Annunciation;

/// <summary>
/// Reads one button on a thread of its own: each press is one call. A line that cannot be read, and a button that is stuck, is a fault; the line
/// is opened again every second.
/// </summary>
/// <param name="button">Which.</param>
/// <param name="open">Takes the line.</param>
/// <param name="pressed">Takes each press, on this thread; must return at once.</param>
/// <param name="faults">Takes what does not work.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class ButtonReader(
    BedsideButton button, Func<IGpioInput> open, Action<BedsideButton> pressed, AnnunciationFaults faults, TimeProvider time, ILogger<ButtonReader> logger) : IDisposable
{
    // Chosen: the end of the daemon waits no longer than this for a thread that waits for an edge.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(1);

    private readonly long _started = time.GetTimestamp();
    private readonly ManualResetEventSlim _stop = new();
    private Thread? _thread;

    private string Name { get; } = $"{button.ToString().ToLowerInvariant()} button";

    private string StuckKey => $"{Name}: stuck";

    private TimeSpan Now => time.GetElapsedTime(_started);

    /// <summary>Starts the thread.</summary>
    public void Start()
    {
        _thread = new Thread(Run) { Name = Name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Ends the thread; a press that is on its way is still told.</summary>
    public void Dispose()
    {
        _stop.Set();
        if (_thread?.Join(StopLimit) != false) _stop.Dispose();
    }

    /// <summary>Tells what a sign means.</summary>
    internal void Take(ButtonSign sign)
    {
        switch (sign)
        {
            case ButtonSign.Pressed: pressed(button); break;
            case ButtonSign.Freed: faults.End(StuckKey); break;
            case ButtonSign.Stuck:
                faults.Begin(
                    StuckKey, $"The {Name} has been pressed for {DebouncedButton.StuckAfter.TotalSeconds:0} s: it is stuck, or its line is shorted. It acts again when it is released.");
                break;
        }
    }

    private void Run()
    {
        while (!_stop.IsSet)
        {
            try
            {
                using IGpioInput line = open();
                if (faults.End(Name)) LogRecovered(Name);
                Follow(line);
            }
            catch (IOException failure)
            {
                if (faults.Begin(Name, $"The {Name} cannot be read. {failure.Message}")) LogFailed(failure, Name, failure.Message);
                _stop.Wait(GpioOutputs.RetryEvery);
            }
        }
    }

    private void Follow(IGpioInput line)
    {
        var contact = new DebouncedButton(line.Read(), Now);
        // What it was before nobody knows any more.
        faults.End(StuckKey);
        while (!_stop.IsSet)
        {
            // Whole milliseconds, rounded up: so that the contact has been steady for long enough when it is looked at.
            line.WaitForEdge(TimeSpan.FromMilliseconds(Math.Ceiling(contact.Wait(Now, LookEvery).TotalMilliseconds)));
            Take(contact.See(line.Read(), Now));
        }
    }

    [LoggerMessage(3009, LogLevel.Error, "The {Button} cannot be read and is tried again every second: {Cause}")]
    private partial void LogFailed(IOException failure, string button, string cause);

    [LoggerMessage(3010, LogLevel.Information, "The {Button} is read again")]
    private partial void LogRecovered(string button);
}
