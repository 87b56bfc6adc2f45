namespace EdgeMonitor.Annunciation;

/// <summary>One output on one line: opened when it is first driven, given back when it fails, opened again later.</summary>
/// <param name="output">Which output it is.</param>
/// <param name="open">Takes the line at its first level.</param>
/// <param name="inverted">True where the line is active while the output does not signal: a normally energised relay.</param>
internal sealed class GpioOutput(AnnunciationOutput output, Func<bool, IGpioLine> open, bool inverted) : IDisposable
{
    private IGpioLine? _line;
    private bool _driven;
    private TimeSpan _retryAt;

    /// <summary>Which output it is.</summary>
    public AnnunciationOutput Output { get; } = output;

    /// <summary>The output in a person's words.</summary>
    public string Name { get; } = NameOf(output);

    /// <summary>An output in a person's words.</summary>
    public static string NameOf(AnnunciationOutput output) => output switch
    {
        AnnunciationOutput.Buzzer => "buzzer",
        AnnunciationOutput.NurseCall => "nurse call",
        AnnunciationOutput.RedLamp => "red lamp",
        AnnunciationOutput.YellowLamp => "yellow lamp",
        AnnunciationOutput.CyanLamp => "cyan lamp",
        AnnunciationOutput.GreenLamp => "green lamp",
        _ => "heartbeat",
    };

    /// <summary>True from a failure until the line could be opened again.</summary>
    public bool Faulty { get; private set; }

    /// <summary>Brings the line to the level that signals, or does not; while it is faulty, only when the next try is due.</summary>
    /// <param name="signal">True to signal.</param>
    /// <param name="rewrite">True to write even where the level is the one last written.</param>
    /// <param name="now">The annunciator's time.</param>
    /// <exception cref="IOException">It could not be opened or written; it has been given back and will be opened again later.</exception>
    public void Drive(bool signal, bool rewrite, TimeSpan now)
    {
        bool active = signal != inverted;
        try
        {
            if (_line is null)
            {
                if (now < _retryAt) return;
                _retryAt = now + GpioOutputs.RetryEvery;
                _line = open(active);
                Faulty = false;
            }
            else if (rewrite || active != _driven)
            {
                _line.Set(active);
            }

            _driven = active;
        }
        catch (IOException)
        {
            Faulty = true;
            _line?.Dispose();
            _line = null;
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_line is null) return;
        try
        {
            _line.Set(false);
        }
        catch (IOException)
        {
            // Nothing is left to tell it to: the kernel takes the line back either way, and its wiring decides the level.
        }

        _line.Dispose();
        _line = null;
    }
}
