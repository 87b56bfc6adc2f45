using System.CommandLine;
using EdgeMonitor.Core.Vitals;

namespace EdgeMonitor.Commands.Evaluation;

/// <summary><c>--noise</c>, <c>--snr</c>, <c>--invert</c>, <c>--swap</c> and <c>--rate</c>: what is done to the recordings before the monitor sees them.</summary>
internal sealed class StressOptions
{
    private readonly Option<string?> _noise = new("--noise") { Description = "Add the noise of this recording to every ECG lead, two minutes of four, from the sixth on.", HelpName = "REC.hea" };
    private readonly Option<double> _ratio = new("--snr") { Description = "Signal to noise ratio with --noise, dB.", HelpName = "dB" };
    private readonly Option<bool> _invert = new("--invert") { Description = "Turn every ECG lead upside down." };
    private readonly Option<bool> _swap = new("--swap") { Description = "Take the signals in reverse order: with --leads 0 the last lead is judged." };
    private readonly Option<double?> _rate = new("--rate") { Description = "Resample every signal to this rate, Hz.", HelpName = "Hz" };

    public StressOptions()
    {
        _noise.Validators.Add(UsageError.RefuseEmpty);
        _ratio.Validators.Add(result =>
        {
            if (!double.IsFinite(result.GetValueOrDefault<double>())) result.AddError("--snr is a number of decibels");
        });
        _rate.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is { } rate && !(rate >= QrsDetector.LowestRate && rate <= QrsDetector.HighestRate))
                result.AddError($"--rate is {QrsDetector.LowestRate} to {QrsDetector.HighestRate} Hz");
        });
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_noise, _ratio, _invert, _swap, _rate]) command.Options.Add(option);
    }

    /// <summary>What was asked for.</summary>
    public Stress Of(ParseResult result) => new(
        result.GetValue(_noise), result.GetValue(_noise) is null ? 0 : result.GetValue(_ratio), result.GetValue(_invert), result.GetValue(_swap), result.GetValue(_rate));
}
