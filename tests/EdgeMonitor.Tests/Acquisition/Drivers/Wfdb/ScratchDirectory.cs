namespace EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;

/// <summary>A directory of a test's own, gone when the test is over.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    /// <summary>Its path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("edgemonitor-wfdb-").FullName;

    /// <summary>The path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
