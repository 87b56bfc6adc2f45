using System.Device.Gpio;

namespace EdgeMonitor.Annunciation.DeviceGpio;

/// <summary>
/// One input of a controller that holds nothing else. It is looked at every 10 ms instead of by the library's events: these ask for the line
/// anew, and whether its pull-up survives that differs by the library's version. A press lasts ten times as long.
/// </summary>
internal sealed class DeviceGpioInput(GpioController controller, int offset, bool activeLow, string name) : IGpioInput
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(10);

    private readonly ManualResetEventSlim _never = new();
    private PinValue _last = controller.Read(offset);

    /// <inheritdoc/>
    public bool Read()
    {
        PinValue inactive = activeLow;
        return Level() != inactive;
    }

    /// <inheritdoc/>
    public bool WaitForEdge(TimeSpan atMost)
    {
        for (TimeSpan waited = TimeSpan.Zero; ; waited += LookEvery)
        {
            PinValue level = Level();
            if (level != _last)
            {
                _last = level;
                return true;
            }

            if (waited >= atMost) return false;
            _never.Wait(LookEvery);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        controller.Dispose();
        _never.Dispose();
    }

    private PinValue Level()
    {
        try
        {
            return controller.Read(offset);
        }
        catch (InvalidOperationException failure)
        {
            throw new IOException($"{name} cannot be read: {failure.Message}", failure);
        }
    }
}
