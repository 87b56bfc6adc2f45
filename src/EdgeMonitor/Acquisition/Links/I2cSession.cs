using System.Threading.Channels;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Links;

/// <summary>One session of a driver that asks a chip at a steady pace: open, identify, set up, poll on, until the chip answers no more.</summary>
internal static class I2cSession
{
    /// <summary>So many failed turns one after the other end the session. Chosen: one disturbance is none, three are no chance.</summary>
    public const int MostFailures = 3;

    /// <summary>Runs the session.</summary>
    /// <param name="sensor">The sensor and its way to open buses.</param>
    /// <param name="place">Where the chip is.</param>
    /// <param name="device">A fresh sensor.</param>
    /// <param name="inputs">Takes what was read; what it refuses is lost and counted there.</param>
    /// <param name="stop">Ends the session.</param>
    /// <exception cref="IOException">The bus cannot be opened, the chip is another one, or it failed three times in a row.</exception>
    /// <exception cref="OperationCanceledException">The session was stopped.</exception>
    public static async Task RunAsync(SensorContext sensor, I2cPlace place, II2cSensor device, ChannelWriter<MonitorInput> inputs, CancellationToken stop)
    {
        using var bus = sensor.Links.I2cBuses.Open(place.Path);
        using var owned = device as IDisposable;
        var chip = new I2cChip(bus, place.Address);
        var identity = device.Begin(chip);
        inputs.TryWrite(new SignalList(sensor.Name, [.. device.Signals], sensor.Clock.Now, device.DataAge));
        inputs.TryWrite(identity.At(sensor.Name, sensor.Clock.Now));
        var time = sensor.Clock.Provider;
        var began = time.GetTimestamp();
        var due = TimeSpan.Zero;
        var failures = 0;
        var taken = new List<MonitorInput>();
        while (true)
        {
            try
            {
                device.Poll(chip, sensor.Clock.Now, taken);
                failures = 0;
            }
            catch (I2cException) when (++failures < MostFailures)
            {
                // The next turn shows whether it was more than a disturbance.
            }
            finally
            {
                foreach (var input in taken) inputs.TryWrite(input);
                taken.Clear();
            }

            // Counted from the beginning, so that waits do not add up their errors; turns that were missed are not made up for.
            var now = time.GetElapsedTime(began);
            due += device.Period;
            if (due < now) due = now;
            // Timers count whole milliseconds and cut off the rest.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling((due - now).TotalMilliseconds)), time, stop).ConfigureAwait(false);
        }
    }
}
