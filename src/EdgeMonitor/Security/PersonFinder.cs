namespace EdgeMonitor.Security;

/// <summary>A person who was recognised.</summary>
/// <param name="Name">For the log and the audit stream: the user's name and number with the roles, e.g. <c>alice(1000)/nurse</c>.</param>
/// <param name="Roles">What the person may act as.</param>
internal sealed record Person(string Name, Role Roles)
{
    /// <summary>True for root and the daemon's own user: by the user's number, because a person may be in the groups of all roles.</summary>
    public bool IsOwner { get; init; }
}

/// <summary>Finds a person's roles by the Unix groups of the configuration. Asked anew for each connection: a change of groups needs no restart.</summary>
/// <param name="roles">The section <c>Security:Roles</c>.</param>
internal sealed class PersonFinder(RoleOptions roles)
{
    /// <summary>The peer as a person.</summary>
    public Person Find(PeerCredentials peer)
    {
        var isOwner = peer.User == 0 || peer.User == UnixAccounts.OwnUser;
        var found = isOwner ? Role.All : Role.None;
        if (found == Role.None)
        {
            foreach (var (role, group) in roles.All)
            {
                if (UnixAccounts.GroupOf(group) is { } id && peer.Groups.Contains(id)) found |= role;
            }
        }

        return new Person($"{UnixAccounts.NameOf(peer.User)}({peer.User})/{Permissions.NamesOf(found, "+")}", found) { IsOwner = isOwner };
    }
}
