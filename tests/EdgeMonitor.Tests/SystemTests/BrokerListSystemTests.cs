namespace EdgeMonitor.Tests.SystemTests;

/// <summary>Real daemons, a bed and a nurse station, with a list of two real brokers.</summary>
public sealed class BrokerListSystemTests
{
    [Test]
    public async Task AlarmsReachTheStationOverTheSecondBrokerAndNobodyAlarmsForTheChange()
    {
        await using var ward = await Ward.OpenAsync(brokers: 2);
        await using var first = await ward.ListenAsync();
        await using var second = await ward.ListenAsync(broker: 1);
        await using var station = DaemonProcess.Run(ward.ConfigureStation());
        await using var bed = DaemonProcess.Run(ward.BedWithPatient("normal 25s, asystole 200s"));
        await first.WaitUntilAsync(all => all.Any(message => message.Topic == Ward.Topic + "/station/station-1"));
        await ward.Broker.KillAsync();

        await station.PrintsAsync(line => line.StartsWith("ALARM HIGH BED-7 ASYSTOLE", StringComparison.Ordinal));
        await second.WaitUntilAsync(all => all.Count(message => message.Topic == Ward.Topic + "/station/station-1") >= 3);
        await ward.Broker.StartAgainAsync();
        await bed.SaysAsync("An earlier broker of the list is well again: going back to it.", 2); // the uplink and the station link
        await bed.SaysAsync($"Connected to the broker at localhost:{ward.Broker.Port}.", 2);
        Assert.That(station.Output, Has.None.Contains("BED SILENT").And.None.Contains("BEDS UNHEARD"));
        Assert.That(bed.Output, Has.None.Contains("STATION UNREACHABLE").And.None.Contains("UPLINK LOST"));
    }

    [Test]
    public async Task AFrozenBrokerDoesNotKeepAlarmsFromTheStation()
    {
        await using var ward = await Ward.OpenAsync(brokers: 2);
        await using var first = await ward.ListenAsync();
        await using var station = DaemonProcess.Run(ward.ConfigureStation());
        await using var bed = DaemonProcess.Run(ward.BedWithPatient("normal 25s, asystole 200s"));
        await first.WaitUntilAsync(all => all.Any(message => message.Topic == Ward.Topic + "/station/station-1"));
        ward.Broker.Freeze();
        await station.PrintsAsync(line => line.StartsWith("ALARM HIGH BED-7 ASYSTOLE", StringComparison.Ordinal));
        Assert.That(station.Output, Has.None.Contains("BEDS UNHEARD"));
    }
}
