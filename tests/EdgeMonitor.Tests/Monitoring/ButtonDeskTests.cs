using System.Threading.Channels;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Tests.Monitoring;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[CancelAfter(20_000)]
public sealed class ButtonDeskTests
{
    private readonly Channel<MonitorInput> _intake = Channel.CreateBounded<MonitorInput>(1);
    private readonly ManualTime _time = new();
    private readonly Lines _log = new();
    private readonly OperatorDesk _desk;
    private readonly ButtonDesk _buttons;
    private AnnunciationPlan _plan = AnnunciationPlan.Quiet;

    public ButtonDeskTests()
    {
        _desk = new OperatorDesk(_intake);
        _buttons = new ButtonDesk(_desk, new MonitorClock(_time), () => _plan, _log);
    }

    [TestCase(nameof(BedsideButton.Acknowledge), typeof(AcknowledgeAlarms))]
    [TestCase(nameof(BedsideButton.Pause), typeof(PauseAudio))]
    [TestCase(nameof(BedsideButton.Help), typeof(CallForHelp))]
    public async Task APressIsAnActOfTheBedside(string button, Type act)
    {
        _time.Advance(TimeSpan.FromSeconds(7));
        _buttons.Press(Enum.Parse<BedsideButton>(button));
        var input = (OperatorCommand)await _intake.Reader.ReadAsync();

        Assert.That(input, Is.InstanceOf(act));
        Assert.That((input.By, input.At), Is.EqualTo((new Actor("bedside", OperatorOrigin.Bedside, "button"), TimeSpan.FromSeconds(7))));
    }

    [TestCase(Inactivation.AudioPaused, typeof(ResumeSignals))]
    [TestCase(Inactivation.AudioOff, typeof(ResumeSignals))]
    [TestCase(Inactivation.AlarmPaused, typeof(ResumeSignals))]
    [TestCase(Inactivation.AlarmOff, typeof(ResumeSignals))]
    [TestCase(Inactivation.Standby, typeof(PauseAudio))]
    public void PressedAgainThePauseButtonBringsTheSoundBack(Inactivation state, Type act)
    {
        _plan = AnnunciationPlan.Quiet with { Inactivation = state };

        Assert.That(_buttons.ActOf(BedsideButton.Pause), Is.InstanceOf(act));
    }

    [Test]
    public async Task PressesWaitForAFullIntakeInTheirOrder(CancellationToken stop)
    {
        await _intake.Writer.WriteAsync(new LinkStatus("ecg", LinkState.Up, "", TimeSpan.Zero), stop);
        _buttons.Press(BedsideButton.Help);
        _buttons.Press(BedsideButton.Acknowledge);
        var taken = new List<string>();
        while (taken.Count < 3) taken.Add((await _intake.Reader.ReadAsync(stop)).GetType().Name);

        Assert.That(taken, Is.EqualTo([nameof(LinkStatus), nameof(CallForHelp), nameof(AcknowledgeAlarms)]));
    }

    [Test]
    public async Task ARefusedPressAndALostOneAreLogged(CancellationToken stop)
    {
        _buttons.Press(BedsideButton.Pause);
        var act = (OperatorCommand)await _intake.Reader.ReadAsync(stop);
        _desk.Answer(new OperatorActed(TimeSpan.Zero, act, false, "Not now."));
        var refused = await _log.NextAsync(stop);
        _intake.Writer.Complete();
        _buttons.Press(BedsideButton.Help);

        Assert.That(refused, Is.EqualTo("The Pause button was pressed and not obeyed: Not now."));
        Assert.That(await _log.NextAsync(stop), Is.EqualTo("A press of the Help button was lost: the monitor has stopped"));
    }

    private sealed class Lines : ILogger<ButtonDesk>
    {
        private readonly Channel<string> _lines = Channel.CreateBounded<string>(10);

        public ValueTask<string> NextAsync(CancellationToken stop) => _lines.Reader.ReadAsync(stop);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Assert.That(_lines.Writer.TryWrite(formatter(state, exception)), Is.True);
    }
}
