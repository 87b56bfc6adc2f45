using EdgeMonitor.Station;

namespace EdgeMonitor.Tests.Station;

/// <summary>Two boxes of one bed's id at a nurse station: the later one is believed, and nothing of the one before.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TakeoverTests
{
    private readonly StationScene _scene = new();

    [Test]
    public void ALaterBoxEndsWhatTheOneBeforeHasSignalledAndIsTheOnlyOneBelieved()
    {
        _scene.Heartbeat(2, ["old"]);
        _scene.Heartbeat(3, ["new"], boot: "b2", takeover: 1);
        Assert.That(_scene.Said.OfType<TakeoverSeen>().Single(), Is.EqualTo(new TakeoverSeen(TimeSpan.FromSeconds(3), "bed-7", 1)));
        Assert.That(_scene.Receipt!.Signalled, Is.EqualTo(new[] { "new" }));
        // The one before goes on, with a boot that is newer than the later box's.
        _scene.Heartbeat(4, ["old"], boot: "b3");
        Assert.That(_scene.Receipt, Is.Null, "it gets no receipt");
        _scene.Record(5, "start", "old", boot: "b3");
        _scene.Record(5, "end", "new", boot: "b3");
        Assert.That(_scene.Plan.Text, Is.EqualTo("BED-7 ASYSTOLE"));
        _scene.Heartbeat(6, [], boot: "b2", takeover: 1);
        Assert.That(_scene.Plan.Text, Is.Empty);
    }

    [Test]
    public void ALaterBoxThatIsKnownAndNotHeardIsSilentHoweverMuchTheOneBeforeSays()
    {
        _scene.Presence(1, online: true, takeover: 2);
        for (var second = 1; second < 17; second++)
        {
            _scene.Heartbeat(second, [], takeover: 1);
            _scene.Heartbeat(second, [], bed: "bed-12");
        }

        Assert.That(_scene.Plan.Text, Is.EqualTo("BED-7 BED SILENT"));
    }

    [Test]
    public void TheStationRemembersItOverItsOwnRestart()
    {
        var again = new StationScene(takeovers: new Dictionary<string, uint> { ["bed-7"] = 2 });
        again.Heartbeat(2, ["old"], takeover: 1);
        Assert.That(again.Said.OfType<Disregarded>().Single().Why, Is.EqualTo("Another box has taken over the bed's id since."));
        again.Heartbeat(3, ["new"], takeover: 2);
        Assert.That(again.Receipt!.Signalled, Is.EqualTo(new[] { "new" }));
        Assert.That(again.Said.OfType<TakeoverSeen>(), Is.Empty, "it is known already");
    }

    [Test]
    public async Task WhatItRemembersIsInItsStateDirectory()
    {
        var state = Directory.CreateTempSubdirectory("edgemonitor-test-").FullName;
        try
        {
            var seen = new SeenTakeovers(state);
            Assert.That(seen.AtStart(), Is.Empty);
            seen.Note("bed-7", 1);
            seen.Note("bed-7", 2);
            seen.Note("bed-12", 1);
            await seen.WrittenAsync();
            Assert.That(new SeenTakeovers(state).AtStart(), Is.EqualTo(new Dictionary<string, uint> { ["bed-7"] = 2, ["bed-12"] = 1 }));
            await File.AppendAllTextAsync(Path.Combine(state, SeenTakeovers.FileName), "x");
            Assert.That(new SeenTakeovers(state).AtStart(), Is.Empty);
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }

    /// <summary>A broker that finds out late that a connection is dead tells of it when the bed has long gone to another one.</summary>
    [TestCase(1, true)]
    [TestCase(0, false)]
    public void AFarewellCountsOnlyAtTheBrokerWhereTheBedWasHeardLast(int line, bool silent)
    {
        _scene.Heartbeat(2, [], line: 0);
        _scene.Heartbeat(3, [], line: 1);
        _scene.Leave(4, line: line);
        _scene.Heartbeat(6, [], bed: "bed-12");
        _scene.Advance(6.1);
        Assert.That(_scene.Plan.Text, Is.EqualTo(silent ? "BED-7 BED SILENT" : ""));
    }
}
