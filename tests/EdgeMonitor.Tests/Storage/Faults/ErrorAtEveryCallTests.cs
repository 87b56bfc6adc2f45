using System.Diagnostics;

namespace EdgeMonitor.Tests.Storage.Faults;

/// <summary>A full disk, an input/output error and a disk that has become read-only, at every single call of a journal's life, once and lasting.</summary>
[TestFixtureSource(typeof(JournalContractTests), nameof(JournalContractTests.Providers))]
public sealed class ErrorAtEveryCallTests(string provider)
{
    [Test]
    public void NothingAcknowledgedIsLostWhicheverCallFails()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), "edgemonitor-" + Guid.NewGuid().ToString("N"))).FullName;
        try
        {
            var root = Directory.CreateDirectory(Path.Combine(folder, "disk")).FullName;
            using var child = Process.Start(new FaultyDisk(folder).Under(JournalChild.How("errors", provider, root), root))!;
            var errors = child.StandardError.ReadToEndAsync();
            var output = child.StandardOutput.ReadToEnd();
            child.WaitForExit();
            TestContext.Out.WriteLine(output);
            Assert.That(child.ExitCode, Is.Zero, output + errors.Result);
            Assert.That(output, Does.Contain("kept all"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
