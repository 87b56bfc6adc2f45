using EdgeMonitor.Annunciation;

namespace EdgeMonitor.Guard;

/// <summary>The fail-safe line. One that fails is given back and opened again every second; its level is written again at that pace.</summary>
/// <param name="options">The line; without a chip nothing is driven.</param>
/// <param name="providers">The ways to drive lines, in the order of choice.</param>
internal sealed class GuardBuzzer(GuardOptions options, IReadOnlyList<IGpioProvider> providers) : IDisposable
{
    /// <summary>Chosen: soon enough to be noticed by a person who plugs a cable in, rare enough to cost nothing.</summary>
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(1);

    private IGpioLine? _line;
    private bool _sounds;
    private TimeSpan _lookAt = TimeSpan.MinValue;

    /// <summary>Why the line is not driven; null while it is.</summary>
    public string? Fault { get; private set; } = options.Chip is null ? "No GPIO chip is configured (Guard:Chip): there is NO fail-safe sound. This is for demonstration only." : null;

    /// <summary>Sounds or falls silent.</summary>
    public void Drive(bool sounds, TimeSpan now)
    {
        if (options.Chip is null || (sounds == _sounds && now < _lookAt)) return;
        if (_line is null && now < _lookAt) return;
        _lookAt = now + RetryEvery;
        try
        {
            if (_line is null) _line = Open(options.Chip, sounds);
            else _line.Set(sounds);
            (_sounds, Fault) = (sounds, null);
        }
        catch (IOException e)
        {
            Fault = $"The fail-safe line cannot be driven and is tried again every second: {e.Message}";
            _line?.Dispose();
            _line = null;
        }
    }

    /// <summary>Silent: whoever ends the guard in order means it.</summary>
    public void Dispose()
    {
        try
        {
            _line?.Set(false);
        }
        catch (IOException)
        {
            // The kernel takes the line back either way, and its wiring decides the level.
        }

        _line?.Dispose();
    }

    private IGpioLine Open(string chip, bool sounds)
    {
        var refusals = new List<string>();
        foreach (var provider in providers)
        {
            try
            {
                return provider.OpenOutput(chip, options.Line, options.ActiveLow, "edgemonitor guard", sounds);
            }
            catch (IOException e)
            {
                refusals.Add(e.Message);
            }
        }

        throw new IOException(string.Join(" ", refusals));
    }
}
