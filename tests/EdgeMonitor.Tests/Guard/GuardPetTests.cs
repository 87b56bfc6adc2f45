using System.Net.Sockets;
using EdgeMonitor.Guard;
using EdgeMonitor.Hosting;
using EdgeMonitor.Tests.Uplink;

namespace EdgeMonitor.Tests.Guard;

/// <summary>The daemon's side, against the guard's real socket.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class GuardPetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();

    public GuardPetTests() => _time.Advance(TimeSpan.FromSeconds(100));

    private string SocketPath => Path.Combine(_folder.Path, "guard.sock");

    public void Dispose() => _folder.Dispose();

    [Test]
    public void APetCarriesItsCountAndItsTime()
    {
        using var guard = new GuardSocket(SocketPath);
        using var pet = new GuardPet(SocketPath, _time);
        pet.Pet();
        _time.Advance(GuardPet.PetEvery);
        pet.Pet();
        Assert.That(guard.TryReceive(out var first) && guard.TryReceive(out var second) && first.Boot == second.Boot && (first.Count, second.Count) == (1, 2));
        Assert.That(_time.GetElapsedTime(0, first.SentAt), Is.EqualTo(TimeSpan.FromSeconds(100)));
        Assert.That(guard.TryReceive(out _), Is.False);
    }

    [Test]
    public void ItPetsFiveTimesASecondHoweverOftenTheLoopTurns()
    {
        using var guard = new GuardSocket(SocketPath);
        using var pet = new GuardPet(SocketPath, _time);
        for (var turn = 0; turn <= 100; turn++)
        {
            pet.Pet();
            _time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.That(pet.Sent, Is.EqualTo(6), "at 0, 0.2, 0.4, 0.6, 0.8 and 1 s");
    }

    [Test]
    public void TwoStartsOfADaemonAreTwoBoots()
    {
        using var guard = new GuardSocket(SocketPath);
        using (var one = new GuardPet(SocketPath, _time)) one.Pet();
        using (var other = new GuardPet(SocketPath, _time)) other.Pet();
        Assert.That(guard.TryReceive(out var first) && guard.TryReceive(out var second) && first.Boot != second.Boot);
    }

    [Test]
    public void AGuardThatIsNotThereOrDoesNotReadCostsNoWaitAndNoMemory()
    {
        using var pet = new GuardPet(SocketPath, new SteppingTime());
        Turn();
        Assert.That(pet.Sent, Is.Zero);
        using var guard = new GuardSocket(SocketPath);
        Turn();
        Assert.That(pet.Sent, Is.InRange(1, 9_999), "its socket is full");

        var before = GC.GetAllocatedBytesForCurrentThread();
        Turn();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Turn()
        {
            for (var turn = 0; turn < 10_000; turn++) pet.Pet();
        }
    }

    [Test]
    public void AGuardThatWasStartedAgainIsPettedAgain()
    {
        using var pet = new GuardPet(SocketPath, _time);
        using (new GuardSocket(SocketPath)) pet.Pet();
        _time.Advance(GuardPet.PetEvery);
        pet.Pet();
        using var second = new GuardSocket(SocketPath);
        _time.Advance(GuardPet.PetEvery);
        pet.Pet();
        Assert.That(second.TryReceive(out var message) && message.Count == 3);
    }

    [Test]
    public void WithoutAPathNothingIsPetted()
    {
        using var pet = new GuardPet("", _time);
        Assert.That(pet.Pet, Throws.Nothing);
        Assert.That(pet.Sent, Is.Zero);
    }

    [TestCase(0)]
    [TestCase(GuardMessage.Bytes - 1)]
    [TestCase(GuardMessage.Bytes)]
    [TestCase(GuardMessage.Bytes + 1)]
    [TestCase(5000)]
    public void WhatIsNoPetIsPassedOver(int bytes)
    {
        using var guard = new GuardSocket(SocketPath);
        using var stranger = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        stranger.SendTo(new byte[bytes], UnixSocketFile.EndPointOf(SocketPath));
        using var pet = new GuardPet(SocketPath, _time);
        pet.Pet();
        Assert.That(guard.TryReceive(out var message) && message.Count == 1, bytes == 0 ? "an empty datagram hides nothing behind it" : "");
    }

    [Test]
    public void OnlyTheGuardsOwnUserAndGroupMayPet()
    {
        using var guard = new GuardSocket(SocketPath);
        Assert.That(
            File.GetUnixFileMode(SocketPath),
            Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite));
    }

    /// <summary>A second passes with each look at the clock.</summary>
    private sealed class SteppingTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now += TimeSpan.TicksPerSecond;
    }
}
