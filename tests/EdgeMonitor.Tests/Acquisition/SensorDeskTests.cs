using EdgeMonitor.Acquisition;

namespace EdgeMonitor.Tests.Acquisition;

[CancelAfter(20_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SensorDeskTests
{
    private readonly ManualTime _time = new();
    private readonly SensorActs _acts = new(), _others = new();
    private readonly SensorDesk _desk;

    public SensorDeskTests() => _desk = new SensorDesk(_time);

    [Test]
    public async Task TheOnlySensorThatCanIsAskedWithoutItsName(CancellationToken stop)
    {
        _desk.Add("spo2", [], _others);
        _desk.Add("nibp", [SensorAct.StartPressure], _acts);
        var asked = _desk.AskAsync(null, SensorAct.StartPressure, stop);
        Assert.That(_acts.TryTake(out var request), Is.True);
        Assert.That(request!.Act, Is.EqualTo(SensorAct.StartPressure));
        request.Accept("It begins.");
        Assert.That(await asked, Is.EqualTo(("nibp", new SensorAnswer(true, "It begins."))));
    }

    [Test]
    public async Task OfSeveralOneMustBeNamed(CancellationToken stop)
    {
        _desk.Add("left", [SensorAct.StartPressure], _acts);
        _desk.Add("right", [SensorAct.StartPressure], _others);
        Assert.That((await _desk.AskAsync(null, SensorAct.StartPressure, stop)).Answer, Is.EqualTo(new SensorAnswer(false, "Several sensors can do this: name one of left, right.")));
        Assert.That((await _desk.AskAsync("middle", SensorAct.StartPressure, stop)).Answer, Is.EqualTo(new SensorAnswer(false, "That sensor cannot do this: it is left, right that can.")));
        Assert.That((await _desk.AskAsync("left", SensorAct.StopPressure, stop)).Answer.Accepted, Is.False, "it cannot do that");
        Assert.That(_acts.TryTake(out _) || _others.TryTake(out _), Is.False);
    }

    [Test]
    public async Task WhatNobodyTakesInTimeIsWithdrawnAndNeverDone(CancellationToken stop)
    {
        _desk.Add("nibp", [SensorAct.StartPressure, SensorAct.StopPressure], _acts);
        var asked = _desk.AskAsync("nibp", SensorAct.StartPressure, stop);
        _time.Advance(SensorDesk.Patience);
        Assert.That((await asked).Answer, Is.EqualTo(new SensorAnswer(false, "The sensor nibp could not be told, its link may be down: nothing was done, see edgemonitor status.")));
        Assert.That(_acts.TryTake(out _), Is.False);
        var stopped = _desk.AskAsync("nibp", SensorAct.StopPressure, stop);
        _time.Advance(SensorDesk.Patience);
        Assert.That((await stopped).Answer.Sentence, Does.EndWith("take the cuff off or stop the device itself."));
    }

    [Test]
    public async Task ThereIsRoomForAFewRequestsOnly(CancellationToken stop)
    {
        var waiting = Enumerable.Range(0, SensorActs.Capacity).Select(_ => _acts.AskAsync(SensorAct.StopPressure, SensorDesk.Patience, _time, stop)).ToList();
        Assert.That(await _acts.AskAsync(SensorAct.StopPressure, SensorDesk.Patience, _time, stop), Is.EqualTo(new SensorAnswer(false, "4 requests wait for this sensor already: try again.")));
        while (_acts.TryTake(out var request)) request.Accept("done");
        Assert.That((await Task.WhenAll(waiting)).Select(answer => answer!.Accepted), Is.All.True);
    }

    [Test]
    public async Task AnAskerWhoLeavesTakesTheRequestAlong(CancellationToken stop)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var asked = _acts.AskAsync(SensorAct.StartPressure, SensorDesk.Patience, _time, leaving.Token);
        await leaving.CancelAsync();
        Assert.That(await asked, Is.Null);
        Assert.That(_acts.TryTake(out _), Is.False);
    }
}
