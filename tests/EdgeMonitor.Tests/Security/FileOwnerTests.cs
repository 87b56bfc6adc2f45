using EdgeMonitor.Security;
using EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;

namespace EdgeMonitor.Tests.Security;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FileOwnerTests : IDisposable
{
    private static readonly FileOwner Another = new(65534, 65534); // nobody, whom every Linux has

    private readonly ScratchDirectory _scratch = new();
    private readonly string _state, _elsewhere;

    public FileOwnerTests()
    {
        _state = _scratch.File("state");
        _elsewhere = _scratch.File("elsewhere");
        Directory.CreateDirectory(Path.Combine(_state, "journal"));
        Directory.CreateDirectory(_elsewhere);
        File.WriteAllText(Path.Combine(_state, "journal", ".hidden"), "");
        File.WriteAllText(Path.Combine(_elsewhere, "shadow"), "");
        Directory.CreateSymbolicLink(Path.Combine(_state, "journal", "link"), _elsewhere);
        File.CreateSymbolicLink(Path.Combine(_state, "file-link"), Path.Combine(_elsewhere, "shadow"));
        File.CreateSymbolicLink(Path.Combine(_state, "dangling"), Path.Combine(_elsewhere, "nothing"));
    }

    public void Dispose() => _scratch.Dispose();

    [Test]
    public void LinksInADirectoryAreNeitherGivenNorFollowed() => Assert.That(
        FileOwner.Within(_state).Select(path => Path.GetRelativePath(_state, path)), Is.EquivalentTo(new[] { "journal", "journal/.hidden" }));

    [Test]
    public void RootGivesWhatStandsInTheDirectoryAndNothingElsewhere()
    {
        if (!Environment.IsPrivilegedProcess) Assert.Ignore("Only root gives files away.");
        var before = FileOwner.Of(_elsewhere);
        Another.GiveAll(_state);
        Assert.That(((string[])[_state, .. FileOwner.Within(_state)]).Select(FileOwner.Of), Is.All.EqualTo(Another));
        Assert.That(((string[])[_elsewhere, Path.Combine(_elsewhere, "shadow")]).Select(FileOwner.Of), Is.All.EqualTo(before));
    }
}
