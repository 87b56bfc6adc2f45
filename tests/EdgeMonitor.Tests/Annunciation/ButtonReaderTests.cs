using System.Collections.Concurrent;
using EdgeMonitor.Annunciation;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeMonitor.Tests.Annunciation;

[TestFixture]
[CancelAfter(20_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ButtonReaderTests : IDisposable
{
    private const int Line = 5;

    private readonly FakeGpio _gpio = new();
    private readonly BlockingCollection<BedsideButton> _presses = new(boundedCapacity: 100);
    private readonly BlockingCollection<AnnunciationFault> _faults = new(boundedCapacity: 100);

    public void Dispose()
    {
        _presses.Dispose();
        _faults.Dispose();
    }

    [Test]
    public void EachPressIsOneCallAndTheLineIsGivenBackAtTheEnd(CancellationToken stop)
    {
        ButtonReader reader = Make();
        reader.Start();
        _gpio[Line].Watched.Wait(stop);
        _gpio[Line].Sense(true);
        BedsideButton first = _presses.Take(stop);
        reader.Dispose();

        Assert.Multiple(() =>
        {
            Assert.That(first, Is.EqualTo(BedsideButton.Acknowledge));
            Assert.That(_presses, Is.Empty, "held, it is still one press");
            Assert.That((_gpio[Line].Held, _gpio[Line].ActiveLow, _gpio[Line].Consumer), Is.EqualTo((false, true, "edgemonitor test")));
            Assert.That(_faults, Is.Empty);
        });
    }

    [Test]
    public void ALineThatFailsIsAFaultUntilItIsReadAgain(CancellationToken stop)
    {
        _gpio[Line].Failing = true;
        using ButtonReader reader = Make();
        reader.Start();
        AnnunciationFault lost = _faults.Take(stop);
        _gpio[Line].Failing = false;
        AnnunciationFault found = _faults.Take(stop);
        _gpio[Line].Watched.Wait(stop);
        _gpio[Line].Sense(true);

        Assert.Multiple(() =>
        {
            Assert.That(lost, Is.EqualTo(new AnnunciationFault(true, "The acknowledge button cannot be read. the line is gone.")));
            Assert.That(found.Faulty, Is.False);
            Assert.That(_presses.Take(stop), Is.EqualTo(BedsideButton.Acknowledge));
        });
    }

    [Test]
    public void AStuckButtonIsAFaultUntilItIsReleased(CancellationToken stop)
    {
        using ButtonReader reader = Make();
        reader.Take(ButtonSign.Stuck);
        reader.Take(ButtonSign.Freed);

        Assert.That(_faults.Take(stop).Cause, Is.EqualTo(
            "The acknowledge button has been pressed for 30 s: it is stuck, or its line is shorted. It acts again when it is released."));
        Assert.That(_faults.Take(stop).Faulty, Is.False);
    }

    private ButtonReader Make() => new(
        BedsideButton.Acknowledge, () => _gpio.OpenInput("/dev/gpiochip0", Line, activeLow: true, "edgemonitor test"), _presses.Add,
        new AnnunciationFaults(_faults.Add), TimeProvider.System, NullLogger<ButtonReader>.Instance);
}
