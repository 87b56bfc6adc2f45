using System.Text;
using EdgeMonitor.Commands.Spares;
using EdgeMonitor.Storage;
using EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;
using EdgeMonitor.Tests.Brokers;

namespace EdgeMonitor.Tests.Commands.Spares;

/// <summary>Exports that are signed well and say what they must not.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SpareImportTests : IDisposable
{
    private const string Secret = "correct horse battery";
    private const UnixFileMode Everything = (UnixFileMode)0b111_111_111_111;

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    private string State => _scratch.File("state");

    private string Configuration => _scratch.File("etc/edgemonitor.json");

    [TestCase("../edgemonitor.key")]
    [TestCase("/etc/cron.d/job")]
    [TestCase("keys/../../job")]
    [TestCase("keys/a/b")]
    [TestCase("keys/..")]
    [TestCase("keys/")]
    [TestCase("identity")]
    [TestCase("journal/journal.db")]
    public void AFileThatIsNoKeyOfABoxIsNotTaken(string name)
    {
        Assert.That(Assert.Throws<SpareException>(() => Import(name))!.Message, Is.EqualTo($"The export holds a key file {name}, which is none of a box: it is not taken."));
        Assert.That(Directory.Exists(State), Is.False);
    }

    [Test]
    public void ADirectoryOfAnotherProgramIsNotTakenAsAStateDirectory()
    {
        Directory.CreateDirectory(State);
        File.WriteAllText(Path.Combine(State, "crontab"), "");
        Assert.That(Assert.Throws<SpareException>(() => Import("keys/a.key"))!.Message, Does.Contain("holds other things than a box's"));
        Assert.That(Directory.EnumerateFileSystemEntries(State).Select(Path.GetFileName), Is.EqualTo(new[] { "crontab" }));
    }

    [TestCase("journal")]
    [TestCase("journal.replaced-1")]
    [TestCase("keys-a.key.import")]
    public void ADirectoryThatABoxOrAnImportHasUsedIsTaken(string name)
    {
        Directory.CreateDirectory(Path.Combine(State, name));
        Assert.That(() => Import("keys/a.key"), Throws.Nothing);
    }

    [Test]
    public void NobodyElseReadsAKeyOrWritesTheConfigurationWhateverTheExportSays()
    {
        Import("keys/a.key").Commit(new BoxIdentity(1, 1), replace: false);
        Assert.That(File.GetUnixFileMode(Path.Combine(State, "keys/a.key")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(File.GetUnixFileMode(Configuration), Is.EqualTo(SparePlaces.Readable));
        Assert.That(File.GetUnixFileMode(_scratch.File("etc/bed.pem")), Is.EqualTo(SparePlaces.Readable));
        Assert.That(File.GetUnixFileMode(_scratch.File("etc/bed.key")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public void TheConfigurationIsSetAsideFirstAlsoWhereItIsTheSameAndNoKeyIsLeftStagedWhenTheDiskRefuses()
    {
        Import("keys/a.key").Commit(new BoxIdentity(1, 1), replace: false);
        // A directory in the place of a file is a rename that fails after everything was staged.
        File.Delete(Path.Combine(State, BoxIdentity.FileName));
        Directory.CreateDirectory(Path.Combine(State, BoxIdentity.FileName));
        Assert.That(() => Staged().Commit(), Throws.InstanceOf<IOException>().Or.InstanceOf<UnauthorizedAccessException>());
        Assert.That((File.Exists(Configuration), File.Exists(Configuration + ".replaced-1")), Is.EqualTo((false, true)));
        Assert.That(Directory.EnumerateFiles(_scratch.Path, "*.import*", SearchOption.AllDirectories), Is.Empty);

        StagedFiles Staged()
        {
            var files = new StagedFiles(EdgeMonitor.Security.FileOwner.Of(_scratch.Path));
            files.Add(Path.Combine(State, BoxIdentity.FileName), new SpareFile([1], UnixFileMode.UserRead));
            files.Add(Path.Combine(State, "edgemonitor.key"), new SpareFile([2], UnixFileMode.UserRead));
            files.AddLast(Configuration, SpareFile.Read(Configuration));
            return files;
        }
    }

    private SpareImport Import(string name)
    {
        using var certificates = new TestCertificates(_scratch.File("tls"));
        var tls = certificates.IssueClient("bed-7");
        var configuration = $$"""{ "Device": { "Id": "bed-7", "Site": "icu" }, "Sensors": [ { "Name": "ecg", "Driver": "healthypi", "Link": "/dev/ttyUSB0" } ], "Storage": { "Directory": "{{State}}" }, "Uplink": { "Host": "localhost", "CaFile": "{{_scratch.File("etc/ca.pem")}}", "CertificateFile": "{{_scratch.File("etc/bed.pem")}}", "KeyFile": "{{_scratch.File("etc/bed.key")}}" } }""";
        var content = new SpareContent(
            "bed-7", 0, 0, new SpareFile(Encoding.UTF8.GetBytes(configuration), Everything),
            new Dictionary<string, SpareFile>
            {
                ["CaFile"] = SpareFile.Read(tls.CaFile) with { Mode = Everything },
                ["CertificateFile"] = SpareFile.Read(tls.CertificateFile) with { Mode = Everything },
                ["KeyFile"] = SpareFile.Read(tls.KeyFile) with { Mode = Everything },
            },
            new Dictionary<string, SpareFile> { ["edgemonitor.key"] = new(new byte[32], Everything), [name] = new("a wrapped key"u8.ToArray(), Everything) });
        var file = SpareEnvelope.Seal(content.ToBytes(), "bed-7", Secret, File.ReadAllText(tls.CertificateFile), File.ReadAllText(tls.KeyFile));
        var import = new SpareImport(SpareEnvelope.Open(file, () => Secret, File.ReadAllText(tls.CaFile), TimeProvider.System.GetUtcNow()), Configuration);
        import.ReadConfiguration();
        return import;
    }
}
