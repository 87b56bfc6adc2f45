using EdgeMonitor.Acquisition.Simulators;

namespace EdgeMonitor.Tests.Acquisition.Simulators;

public sealed class PseudoTerminalTests
{
    private string _directory = "";

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("edgemonitor-pty-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void EveryByteValuePassesUnchangedBothWays()
    {
        using var cable = PseudoTerminal.Open();
        using var host = new HostPort(cable.Path);
        var all = Enumerable.Range(0, 256).Select(value => (byte)value).ToArray();

        Assert.That(cable.Write(all), Is.EqualTo(256));
        Assert.That(host.Read(256), Is.EqualTo(all));

        host.Write(all);
        var back = new byte[512];
        var filled = 0;
        SpinWait.SpinUntil(() => (filled += cable.Read(back.AsSpan(filled))) >= 256, TimeSpan.FromSeconds(5));
        Assert.That(back[..filled], Is.EqualTo(all), "an echoing line would have sent the first 256 back as well");
    }

    [Test]
    public void ReadingWhatNobodyWroteAnswersZero()
    {
        using var cable = PseudoTerminal.Open();
        using var host = new HostPort(cable.Path);

        Assert.That(cable.Read(new byte[8]), Is.Zero);
    }

    [Test]
    public void DisposingHangsUp()
    {
        var cable = PseudoTerminal.Open();
        using var host = new HostPort(cable.Path);
        cable.Dispose();

        Assert.That(host.ReadSome(new byte[8]), Is.Zero);
        Assert.That(() => host.Write([1]), Throws.InstanceOf<IOException>());
        Assert.That(cable.Write([1]), Is.Zero);
    }

    [Test]
    public void AHostThatDoesNotReadCostsBytesAndNeverBlocks()
    {
        using var cable = PseudoTerminal.Open();
        using var host = new HostPort(cable.Path);
        var taken = 0L;
        for (var i = 0; i < 1000; i++) taken += cable.Write(new byte[1000]);

        Assert.That(cable.BytesDropped, Is.GreaterThan(0).And.EqualTo(1_000_000 - taken));
    }

    [Test]
    public void WhatIsSentWithoutAHostIsLost()
    {
        using var cable = PseudoTerminal.Open();
        Assert.That(cable.Write([1, 2, 3]), Is.Zero);

        using var host = new HostPort(cable.Path);
        cable.Write([4]);
        Assert.That(host.Read(1), Is.EqualTo(new byte[] { 4 }));
        Assert.That(cable.BytesDropped, Is.EqualTo(3));
    }

    [Test]
    public void TheSameNameComesBackWhenTheCableIsPluggedInAgain()
    {
        var name = Path.Combine(_directory, "nonin");
        var first = PseudoTerminal.Open(name);
        Assert.That(first.Path, Is.EqualTo(name));
        using (new HostPort(name)) first.Dispose();
        Assert.That(new FileInfo(name).LinkTarget, Is.Null, "a pulled adapter has no device file");

        using var second = PseudoTerminal.Open(name);
        using var host = new HostPort(name);
        second.Write("again"u8);
        Assert.That(host.Read(5), Is.EqualTo("again"u8.ToArray()));
    }

    [Test]
    public void ALateDisposeLeavesTheNameToItsNewOwner()
    {
        var name = Path.Combine(_directory, "nonin");
        var first = PseudoTerminal.Open(name);
        using var second = PseudoTerminal.Open(name);
        first.Dispose();

        Assert.That(new FileInfo(name).LinkTarget, Is.EqualTo(second.DevicePath));
    }

    [Test]
    public void AnOrdinaryFileIsNeverReplaced()
    {
        var name = Path.Combine(_directory, "notes.txt");
        File.WriteAllText(name, "kept");

        Assert.That(() => PseudoTerminal.Open(name), Throws.InstanceOf<IOException>().With.Message.Contains(name));
        Assert.That(File.ReadAllText(name), Is.EqualTo("kept"));
    }
}
