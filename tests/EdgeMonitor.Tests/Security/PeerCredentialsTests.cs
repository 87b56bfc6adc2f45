using System.Net.Sockets;
using EdgeMonitor.Security;

namespace EdgeMonitor.Tests.Security;

public sealed class PeerCredentialsTests
{
    [Test]
    public void TheKernelTellsWhoIsAtTheOtherEnd()
    {
        var folder = Directory.CreateTempSubdirectory("edgemonitor-peer-");
        try
        {
            var endPoint = new UnixDomainSocketEndPoint(Path.Combine(folder.FullName, "s"));
            using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(endPoint);
            listener.Listen(1);
            using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            client.Connect(endPoint);
            using var accepted = listener.Accept();

            var peer = PeerCredentials.Of(accepted);

            Assert.That((peer.Process, peer.User), Is.EqualTo((Environment.ProcessId, UnixAccounts.OwnUser)));
            Assert.That(peer.Groups, Is.SupersetOf(OwnGroups()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public void WhatIsNoUnixSocketTellsNobody()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.That(() => PeerCredentials.Of(socket), Throws.InstanceOf<IOException>().With.Message.Contains("SO_PEER"));
    }

    [Test]
    public void NamesOfUsersAndGroupsAreTheMachines()
    {
        Assert.That(UnixAccounts.NameOf(0), Is.EqualTo("root"));
        Assert.That(UnixAccounts.NameOf(4_000_000_000), Is.EqualTo("4000000000"), "one without a name");
        Assert.That(UnixAccounts.GroupOf("root"), Is.Zero);
        Assert.That(UnixAccounts.GroupOf("daemon"), Is.EqualTo(1));
        Assert.That((UnixAccounts.GroupOf("edgemonitor-no-such-group"), UnixAccounts.GroupOf("")), Is.EqualTo(((uint?)null, (uint?)null)));
    }

    [TestCase(0u, new uint[0], "root(0)/nurse+clinician+engineer+administrator")]
    [TestCase(4_000_000_000, new[] { 1u }, "4000000000(4000000000)/nurse")]
    [TestCase(4_000_000_000, new[] { 7u, 1u, 2u }, "4000000000(4000000000)/nurse+clinician")]
    [TestCase(4_000_000_000, new[] { 7u }, "4000000000(4000000000)/nobody")]
    public void RolesFollowTheGroupsOfTheConfiguration(uint user, uint[] groups, string name)
    {
        // Debian's own groups: daemon is 1, bin is 2.
        var finder = new PersonFinder(new RoleOptions { Nurse = "daemon", Clinician = "bin", Engineer = "" });
        var found = finder.Find(new PeerCredentials(1, user, groups));
        Assert.That((found.Name, found.IsOwner), Is.EqualTo((name, user == 0)));
    }

    private static IEnumerable<uint> OwnGroups() => File.ReadLines("/proc/self/status")
        .First(line => line.StartsWith("Groups:", StringComparison.Ordinal))["Groups:".Length..]
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(group => uint.Parse(group, null));
}
