using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Security;

namespace EdgeMonitor.Tests.Security;

public sealed class PermissionsTests
{
    private static readonly Actor Anyone = new("x", OperatorOrigin.Socket);

    [Test]
    public void EveryActOfTheMonitorHasItsRow()
    {
        var acts = typeof(OperatorCommand).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(OperatorCommand)));
        Assert.That(Permissions.All.Select(row => row.Act), Is.EquivalentTo(acts));
        Assert.That(Permissions.All.Select(row => row.Name), Is.Unique);
        Assert.That(Permissions.All.Select(row => row.Roles), Has.None.EqualTo(Role.None));
    }

    [TestCase("alarm-acknowledge", "nurse or clinician")]
    [TestCase("audio-pause", "nurse or clinician")]
    [TestCase("signals-resume", "nurse or clinician or engineer or administrator")]
    [TestCase("help-call", "nurse or clinician or engineer or administrator")]
    [TestCase("standby-begin", "nurse or clinician")]
    [TestCase("standby-end", "nurse or clinician")]
    [TestCase("patient-admit", "nurse or clinician")]
    [TestCase("patient-discharge", "nurse or clinician")]
    [TestCase("patient-observe", "nurse or clinician")]
    [TestCase("limits-change", "clinician")]
    [TestCase("audio-off", "clinician")]
    [TestCase("alarms-pause", "clinician")]
    [TestCase("alarms-off", "clinician")]
    [TestCase("self-test", "clinician or engineer")]
    public void TheMatrix(string act, string roles)
        => Assert.That(Permissions.NamesOf(Permissions.All.Single(row => row.Name == act).Roles), Is.EqualTo(roles));

    [Test]
    public void KeysAreTheAdministratorsAlone()
    {
        foreach (var permission in (Permission[])[Permissions.RotateKey, Permissions.ShredEpisode])
        {
            Assert.That(Permissions.NamesOf(permission.Roles), Is.EqualTo("administrator"));
            Assert.That(permission.Allows(Role.Nurse | Role.Clinician | Role.Engineer), Is.False);
            Assert.That(permission.Allows(Role.All), Is.True, "root, and the daemon's own user");
        }
    }

    [Test]
    public void ACuffIsInflatedByThoseWhoCareAndLetGoByEverybody()
    {
        Assert.That(Permissions.NamesOf(Permissions.StartPressure.Roles), Is.EqualTo("nurse or clinician"));
        Assert.That(Permissions.StopPressure.Roles, Is.EqualTo(Role.All));
    }

    [Test]
    public void OneOfSeveralRolesIsEnoughAndNoRoleIsNot()
    {
        var change = new ChangeLimits(new AlarmLimits(), Anyone, TimeSpan.Zero);
        Assert.That(Permissions.May(Role.Nurse | Role.Clinician, change), Is.True);
        Assert.That(Permissions.May(Role.Nurse | Role.Engineer, change), Is.False);
        Assert.That(Permissions.May(Role.None, new ResumeSignals(Anyone, TimeSpan.Zero)), Is.False);
    }

    [Test]
    public void AnActThatTheTableDoesNotKnowIsNobodys() => Assert.That(Permissions.May(Role.All, new Unheard()), Is.False);

    private sealed record Unheard() : OperatorCommand(Anyone, TimeSpan.Zero);
}
