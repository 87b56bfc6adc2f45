using System.Text;
using EdgeMonitor.Commands;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Tests.Acquisition.Drivers.Wfdb;

using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Commands;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ConfigurationFileTests : IDisposable
{
    private const string Good = """{ "Device": { "Id": "bed-1", "Site": "ward" }, "Sensors": [ { "Name": "spo2", "Driver": "nonin", "Link": "/dev/ttyUSB0" } ] }""";

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Test]
    public void AGoodFileIsReadWithoutFaults()
    {
        var loaded = Load(Good);

        Assert.That(loaded.Faults, Is.Empty);
        Assert.That((loaded.Options.Device.Id, loaded.Options.Sensors.Single().Link, loaded.Options.Alarms.HrHigh), Is.EqualTo(("bed-1", "/dev/ttyUSB0", 120.0)));
    }

    [Test]
    public void AGoodStationIsReadWithoutFaults()
    {
        var loaded = Load(
            """
            { "Role": "Station", "Device": { "Id": "station-1", "Site": "icu" }, "Station": { "Beds": [ "bed-7", "bed-12" ] },
              "Uplink": { "Host": "broker", "CaFile": "a", "CertificateFile": "b", "KeyFile": "c" } }
            """);

        Assert.That(loaded.Faults, Is.Empty);
        Assert.That(loaded.Options.Role, Is.EqualTo(BoxRole.Station));
        Assert.That(loaded.Options.Station.Beds, Is.EqualTo(new[] { "bed-7", "bed-12" }));
    }

    [Test]
    public void CommentsTrailingCommasAndAByteOrderMarkAreNoFault()
    {
        var text = "// the box at bed 1\n" + Good.Replace("\"ward\"", "\"ward\", /* site */").Replace("\"Device\"", "/* who */ \"Device\"");
        File.WriteAllText(PathOf("config.json"), text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.That(ConfigurationFile.Load(PathOf("config.json")).Faults, Is.Empty);
    }

    [TestCase("", "no valid JSON in line 1, column 1")]
    [TestCase("{\n  \"Device\": }", "no valid JSON in line 2, column 13")]
    [TestCase("{", "no valid JSON in line 1")]
    [TestCase("hello", "no valid JSON in line 1, column 1")]
    [TestCase("null", "must be an object")]
    [TestCase("[]", "must be an object")]
    [TestCase("5", "must be an object")]
    [TestCase("{\"Device\": {\"Id\": \"a\", \"id\": \"b\"}}", "duplicate key 'Device:id'")]
    [TestCase("{} {}", "no valid JSON in line 1, column 4")]
    public void WhatIsNoObjectOfJsonIsNamedWithItsPlace(string text, string says)
    {
        Assert.That(() => Load(text), Throws.TypeOf<ConfigurationException>().With.Message.StartsWith(PathOf("config.json")).And.Message.Contains(says));
    }

    [Test]
    public void BytesThatAreNoTextAreRefused()
    {
        File.WriteAllBytes(PathOf("config.json"), [0xFF, 0xFE, 0x00, 0x7B]);

        Assert.That(() => ConfigurationFile.Load(PathOf("config.json")), Throws.TypeOf<ConfigurationException>());
    }

    [TestCase("""{ "Guard": { "Chip": "/dev/gpiochip0", "Line": 17 }, "Annunciation": { "Chip": "/dev/gpiochip0" } }""", "Guard:Line = \"17\": allowed is a line of its own; Annunciation:BuzzerLine is on this one.")]
    [TestCase("""{ "Guard": { "Chip": "gpiochip0" } }""", "Guard:Chip = \"gpiochip0\"")]
    [TestCase("""{ "Security": { "ControlSocket": "control.sock" } }""", "Security:ControlSocket = \"control.sock\": allowed is an absolute path")]
    [TestCase("""{ "Security": { "Roles": { "Nurse": "the nurses" } } }""", "Security:Roles:Nurse = \"the nurses\": allowed is the name of a Unix group")]
    [TestCase("""{ "Security": { "Roles": { "Doctor": "x" } } }""", "Security:Roles:Doctor")]
    public void AFaultOfGuardOrRolesIsNamed(string text, string says)
        => Assert.That(Load(Good[..^1] + ", " + text[1..]).Faults.Select(fault => fault.ToString()), Has.One.StartsWith(says));

    [TestCase("""{ "Guard": { "Chip": "/dev/gpiochip1", "Line": 17 }, "Annunciation": { "Chip": "/dev/gpiochip0" } }""")]
    [TestCase("""{ "Guard": { "Line": 17 } }""")]
    [TestCase("""{ "Security": { "Roles": { "Engineer": "" } } }""")]
    public void ALineOfAnotherChipAndARoleForNobodyAreNoFaults(string text)
        => Assert.That(Load(Good[..^1] + ", " + text[1..]).Faults, Is.Empty);

    [TestCase("nowhere.json", "is not there")]
    [TestCase("no/where.json", "is not there")]
    [TestCase("", "is a directory")]
    public void AFileThatIsNoneIsNamed(string name, string says)
    {
        Assert.That(() => ConfigurationFile.Load(PathOf(name)), Throws.TypeOf<ConfigurationException>().With.Message.Contains(says));
    }

    [Test]
    public void AnEmptyNameIsSaidToBeMissing()
    {
        Assert.That(() => ConfigurationFile.Load(""), Throws.TypeOf<ConfigurationException>().With.Message.Contains("No configuration file is named"));
    }

    [TestCase("{}", "Device:Id")]
    [TestCase("{}", "Device:Site")]
    [TestCase("{}", "Sensors = \"\": allowed is at least one sensor.")]
    [TestCase("""{ "Device": { "Id": "bed 1" } }""", "Device:Id = \"bed 1\": allowed is 1 to 64 letters")]
    [TestCase("""{ "Sensors": [ { "Name": "a", "Driver": "none" } ] }""", "Sensors:0:Driver = \"none\": allowed is one of ")]
    [TestCase("""{ "Sensors": [ { "Name": "a" } ] }""", "Sensors:0:Driver = \"\": allowed is one of ")]
    [TestCase("""{ "Sensors": [ { "Name": "a", "Driver": "nonin" } ] }""", "Sensors:0:Link = \"\": allowed is the serial port's path")]
    [TestCase("""{ "Sensors": [ { "Name": "a", "Driver": "healthypi", "Link": "/dev/x", "Settings": { "Baud": 1 } } ] }""", "Sensors:0:Settings:Baud = \"1\": allowed is no settings for this driver.")]
    [TestCase("""{ "Sensors": [ { "Name": "a", "Driver": "nonin", "Link": "x" }, { "Name": "a", "Driver": "nonin", "Link": "y" } ] }""", "Sensors:1:Name = \"a\": allowed is a name that no other sensor has.")]
    [TestCase("""{ "Sensors": [ { "Name": "a", "Driver": "nonin", "Link": "x" }, { "Name": "b", "Driver": "nonin", "Link": "x" } ] }""", "Sensors:1:Link = \"x\": allowed is a link that no other sensor has")]
    [TestCase("""{ "Sensors": [ { "Name": "a", "Driver": "mpu6050", "Link": "/dev/i2c-1" }, { "Name": "b", "Driver": "mpu6050", "Link": "/dev/i2c-1" } ] }""", "Sensors:1:Settings:Address = \"\": allowed is an address that no other sensor of this driver has on this bus")]
    [TestCase("""{ "Sensors": [ { "Name": "a", "Driver": "wfdb", "Link": "r.hea", "Settings": { "Speed": -1, "Bogus": 1, "Repeat": "perhaps" } } ] }""", "Sensors:0:Settings:Speed = \"-1\"")]
    [TestCase("""{ "Sensors": [ { "Name": "a", "Driver": "wfdb", "Link": "r.hea", "Settings": { "Speed": -1, "Bogus": 1, "Repeat": "perhaps" } } ] }""", "Sensors:0:Settings:Bogus = \"1\"")]
    [TestCase("""{ "Sensors": [ { "Name": "a", "Driver": "wfdb", "Link": "r.hea", "Settings": { "Speed": -1, "Bogus": 1, "Repeat": "perhaps" } } ] }""", "Sensors:0:Settings:Repeat = \"perhaps\": allowed is true or false.")]
    [TestCase("""{ "Storage": { "LowSpaceMebibytes": 1 } }""", "Storage:LowSpaceMebibytes = \"1\": allowed is 16 to 1048576.")]
    [TestCase("""{ "Device": { "TimeServerExpected": "often" } }""", "Device:TimeServerExpected = \"often\": allowed is true or false.")]
    [TestCase("""{ "Alarms": { "HrLow": 500 } }""", "Alarms:HrLow = \"500\": allowed is 20 to 150 bpm.")]
    [TestCase("""{ "Alarms": { "HrLow": 119 } }""", "Alarms:HrLow = \"119\": allowed is less than HrHigh (120)")]
    [TestCase("""{ "AlarmSystem": { "ReminderMinutes": 20 } }""", "AlarmSystem:ReminderMinutes = \"20\": allowed is 1 to 15 min.")]
    [TestCase("""{ "AlarmSystem": { "Latching": ["asystole", "astole"] } }""", "AlarmSystem:Latching = \"astole\": allowed is of the conditions ")]
    [TestCase("""{ "Alarms": { "Spo2ExtremeLow": 95 } }""", "Alarms:Spo2ExtremeLow = \"95\": allowed is at most Spo2Low (90).")]
    [TestCase("""{ "Annunciation": { "Chip": "gpiochip0" } }""", "Annunciation:Chip = \"gpiochip0\": allowed is a device path such as /dev/gpiochip0.")]
    [TestCase("""{ "Annunciation": { "PwmRoot": "pwm" } }""", "Annunciation:PwmRoot = \"pwm\": allowed is an absolute path such as /sys/class/pwm.")]
    [TestCase("""{ "Annunciation": { "LineNames": { "BlueLine": "X" } } }""", "Annunciation:LineNames:BlueLine")]
    [TestCase("""{ "Annunciation": { "Chip": "" } }""", "Annunciation:Chip = \"\": allowed is a device path")]
    [TestCase("""{ "Annunciation": { "RedLine": 17 } }""", "Annunciation:BuzzerLine = \"17\": allowed is a line of its own; BuzzerLine and RedLine are on line 17.")]
    [TestCase("""{ "Annunciation": { "RedLine": 17 } }""", "Annunciation:RedLine = \"17\"")]
    [TestCase("""{ "Uplink": { "Host": "mqtts://broker:8883" } }""", "Uplink:Host = \"mqtts://broker:8883\": allowed is a host name or an address alone")]
    [TestCase("""{ "Uplink": { "Host": "broker" } }""", "Uplink:CaFile = \"\": allowed is the path of a PEM file: the uplink is never without TLS.")]
    [TestCase("""{ "Uplink": { "Host": "broker" } }""", "Uplink:KeyFile = \"\"")]
    [TestCase("""{ "Uplink": { "Host": "a", "Brokers": [ { "Host": "b" } ] } }""", "Uplink:Host = \"a\": allowed is either this or Uplink:Brokers: put this broker into the list.")]
    [TestCase("""{ "Uplink": { "Port": 1883, "Brokers": [ { "Host": "b" } ] } }""", "Uplink:Port = \"1883\": allowed is no port beside Uplink:Brokers")]
    [TestCase("""{ "Uplink": { "Brokers": [ { "Host": "a" }, { "Port": 8884 } ] } }""", "Uplink:Brokers:1:Host = \"\": allowed is a value: it must be given.")]
    [TestCase("""{ "Uplink": { "Brokers": [ { "Host": "a" }, { "Host": "mqtts://b" } ] } }""", "Uplink:Brokers:1:Host = \"mqtts://b\": allowed is a host name or an address alone")]
    [TestCase("""{ "Uplink": { "Brokers": [ { "Host": "a" }, { "Host": "A", "Port": 8883 } ] } }""", "Uplink:Brokers:1:Host = \"A\": allowed is a broker that no earlier entry names.")]
    [TestCase("""{ "Uplink": { "Brokers": [ { "Host": "a", "Port": 70000 } ] } }""", "Uplink:Brokers:0:Port = \"70000\": allowed is 1 to 65535.")]
    [TestCase("""{ "Uplink": { "Brokers": [ { "Host": "a", "CaFile": "x" }, { "Host": "b" } ] } }""", "Uplink:CaFile = \"\": allowed is the path of a PEM file")]
    [TestCase("""{ "Uplink": { "Brokers": [ { "Host": "a" } ], "FailBackSeconds": 1 } }""", "Uplink:FailBackSeconds = \"1\": allowed is 10 to 86400.")]
    [TestCase("""{ "Uplink": { "WithoutTls": true } }""", "Uplink:WithoutTls = \"True\": allowed is one of the keys Host,")]
    [TestCase("""{ "Uplink": { "Provider": "paho" } }""", "Uplink:Provider = \"paho\": allowed is one of auto, ")]
    [TestCase("""{ "Uplink": { "Port": 0 } }""", "Uplink:Port = \"0\": allowed is 1 to 65535.")]
    [TestCase("""{ "Role": "Nurse" }""", "Role = \"Nurse\": allowed is Bedside, Station.")]
    [TestCase("""{ "Role": "Station" }""", "Station:Beds = \"\": allowed is at least one bed.")]
    [TestCase("""{ "Role": "Station" }""", "Uplink:Host = \"\": allowed is the broker of the beds")]
    [TestCase("""{ "Role": "Station", "Sensors": [ { "Name": "a", "Driver": "nonin", "Link": "x" } ] }""", "Sensors = \"1\": allowed is none: a nurse station has no sensors.")]
    [TestCase("""{ "Role": "Station", "Station": { "Beds": [ "bed 7" ] } }""", "Station:Beds:0 = \"bed 7\": allowed is 1 to 64 letters")]
    [TestCase("""{ "Role": "Station", "Station": { "Beds": [ "b", "c", "b" ] } }""", "Station:Beds:2 = \"b\": allowed is a name that no other entry has.")]
    [TestCase("""{ "Role": "Station", "Station": { "Beds": [ null ] } }""", "Station:Beds:0 = \"\"")]
    [TestCase("""{ "Role": "Station", "Device": { "Id": "s" }, "Station": { "Beds": [ "s" ] } }""", "Station:Beds:0 = \"s\": allowed is another device than this one.")]
    [TestCase("""{ "Role": "Station", "Station": { "Expected": [ "s" ] } }""", "Station:Expected = \"1\": allowed is none")]
    [TestCase("""{ "Role": "Station", "Station": { "HonourAcknowledge": true } }""", "Station:HonourAcknowledge = \"True\": allowed is false")]
    [TestCase("""{ "Role": "Station", "Uplink": { "AcceptCommands": [ "acknowledge" ] } }""", "Uplink:AcceptCommands = \"1\": allowed is none")]
    [TestCase("""{ "Station": { "Beds": [ "b" ] } }""", "Station:Beds = \"1\": allowed is none: only a box of the role Station watches beds.")]
    [TestCase("""{ "Station": { "Expected": [ "s" ] } }""", "Uplink:Host = \"\": allowed is a broker")]
    [TestCase("""{ "Station": { "HonourAcknowledge": true } }""", "Station:HonourAcknowledge = \"True\": allowed is false where no nurse station is expected.")]
    [TestCase("""{ "Station": { "ReceiptSeconds": 3 } }""", "Station:ReceiptSeconds = \"3\": allowed is 6 to 60.")]
    [TestCase("""{ "Station": { "SilentAfterSeconds": 300 } }""", "Station:SilentAfterSeconds = \"300\": allowed is 10 to 60.")]
    [TestCase("""{ "Uplink": { "AcceptCommands": [ "reboot" ] } }""", "Uplink:AcceptCommands:0 = \"reboot\": allowed is one of acknowledge, pause-audio, resume-signals.")]
    [TestCase("""{ "Websites": {} }""", "Websites = \"")]
    public void AFaultIsNamed(string text, string fault)
    {
        Assert.That(Load(text).Faults.Select(found => found.ToString()), Has.One.StartsWith(fault));
    }

    [Test]
    public void ALimitThatCannotBeReadIsNamedOnce()
    {
        var faults = Load("""{ "Alarms": { "HrLow": "x", "HrHigh": null } }""").Faults.Where(fault => fault.Key.StartsWith("Alarms", StringComparison.Ordinal));

        Assert.That(faults.Select(fault => fault.ToString()), Is.EqualTo(new[] { "Alarms:HrLow = \"x\": allowed is a number.", "Alarms:HrHigh = \"\": allowed is a number." }));
    }

    [Test]
    public void ASingleBrokerIsAListOfOneAndEachOfAListMayHaveItsOwnAuthority()
    {
        var one = Load("""{ "Uplink": { "Host": "a", "CaFile": "c", "CertificateFile": "d", "KeyFile": "e" } }""").Options.Uplink.ToSettings(new());
        Assert.That(one.Brokers, Is.EqualTo(new[] { new Broker("a", 8883, new MqttTls("c", "d", "e")) }));

        var loaded = Load("""{ "Uplink": { "Brokers": [ { "Host": "a", "CaFile": "x" }, { "Host": "a", "Port": 1, "CaFile": "y" } ], "CertificateFile": "d", "KeyFile": "e" } }""");
        Assert.That(loaded.Faults.Where(fault => fault.Key.StartsWith("Uplink", StringComparison.Ordinal)), Is.Empty);
        Assert.That(loaded.Options.Uplink.ToSettings(new()).Brokers, Is.EqualTo(new[] { new Broker("a", 8883, new MqttTls("x", "d", "e")), new Broker("a", 1, new MqttTls("y", "d", "e")) }));
    }

    [Test]
    public void TwoRecordingsMayBeOneFile()
    {
        var text = Good.Replace("[", "[ { \"Name\": \"a\", \"Driver\": \"wfdb\", \"Link\": \"r.hea\" }, { \"Name\": \"b\", \"Driver\": \"wfdb\", \"Link\": \"r.hea\" },");

        Assert.That(Load(text).Faults, Is.Empty);
    }

    [Test]
    public void AProfileChoosesTheDefaultsAndOtherKeysOverrideThem()
    {
        var alarms = Load("""{ "Alarms": { "HrLow": 90, "profile": "neonate" } }""").Options.Alarms;

        Assert.That(alarms, Is.EqualTo(AlarmLimits.For(PatientProfile.Neonate) with { HrLow = 90 }));
    }

    [Test]
    public void AProfileThatIsNoneIsNamed()
        => Assert.That(Load("""{ "Alarms": { "Profile": "dog" } }""").Faults.Select(fault => fault.ToString()), Has.Some.EqualTo("Alarms:Profile = \"dog\": allowed is Adult, Child, Neonate."));

    [TestCaseSource(nameof(AlarmKeys))]
    public void EveryAlarmKeyIsHeldAgainstItsRail(string name, string allowed)
        => Assert.That(
            Load($$"""{ "Alarms": { "{{name}}": 999 } }""").Faults.Select(fault => fault.ToString()), Has.Some.EqualTo($"Alarms:{name} = \"999\": allowed is {allowed}."));

    private static IEnumerable<object[]> AlarmKeys() => AlarmRails.All.Select(rail => new object[] { rail.Name, $"{rail.Absolute} {rail.Unit}" });

    private LoadedConfiguration Load(string text)
    {
        File.WriteAllText(PathOf("config.json"), text);
        return ConfigurationFile.Load(PathOf("config.json"));
    }

    private string PathOf(string name) => name.Length == 0 ? _scratch.Path : _scratch.File(name);
}
