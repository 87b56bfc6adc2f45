namespace EdgeMonitor.Annunciation;

/// <summary>One digital output. Disposing it gives the line back to the kernel, which returns it to its default level.</summary>
internal interface IGpioLine : IDisposable
{
    /// <summary>Drives the line.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    void Set(bool active);
}

/// <summary>One digital input. Disposing it gives the line back to the kernel.</summary>
internal interface IGpioInput : IDisposable
{
    /// <summary>True while the line is active.</summary>
    /// <exception cref="IOException">The chip is gone.</exception>
    bool Read();

    /// <summary>Waits for a change of the line; one between two calls is not lost. The level is then read, it may have changed again.</summary>
    /// <param name="atMost">Whole milliseconds, 0 or more.</param>
    /// <returns>False where the time passed without a change.</returns>
    /// <exception cref="IOException">The chip is gone.</exception>
    bool WaitForEdge(TimeSpan atMost);
}

/// <summary>A way to drive and read GPIO lines: a provider of the ports <see cref="IGpioLine"/> and <see cref="IGpioInput"/>.</summary>
internal interface IGpioProvider
{
    /// <summary>The provider's name as <c>edgemonitor version</c> prints it.</summary>
    string Name { get; }

    /// <summary>Takes one line of a chip as an output at the given first level.</summary>
    /// <param name="chip">Device path, e.g. <c>/dev/gpiochip0</c>.</param>
    /// <param name="offset">Line number on the chip.</param>
    /// <param name="activeLow">True where the low level means active.</param>
    /// <param name="consumer">Who holds the line, as <c>gpioinfo</c> shows it.</param>
    /// <param name="active">First level.</param>
    /// <exception cref="IOException">The chip or line is not there or is taken; the message says which and what to do.</exception>
    IGpioLine OpenOutput(string chip, int offset, bool activeLow, string consumer, bool active);

    /// <summary>Takes one line of a chip as an input, pulled to its inactive level where the chip has such resistors: an open wire is inactive.</summary>
    /// <param name="chip">Device path, e.g. <c>/dev/gpiochip0</c>.</param>
    /// <param name="offset">Line number on the chip.</param>
    /// <param name="activeLow">True where the low level means active.</param>
    /// <param name="consumer">Who holds the line, as <c>gpioinfo</c> shows it.</param>
    /// <exception cref="IOException">The chip or line is not there or is taken; the message says which and what to do.</exception>
    IGpioInput OpenInput(string chip, int offset, bool activeLow, string consumer);
}
