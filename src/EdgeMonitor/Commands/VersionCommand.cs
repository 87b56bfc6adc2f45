using System.CommandLine;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Hosting;
using EdgeMonitor.Storage;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Commands;

/// <summary><c>edgemonitor version</c>: the version, and the providers that this build uses on this machine.</summary>
internal static class VersionCommand
{
    public static Command Create()
    {
        var command = new Command("version", "Print the version, the providers in use and the drivers.");
        command.SetAction((_, stop) => RunAsync(stop));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken stop)
    {
        var serial = await SerialLinkProviders.ChooseAsync(stop);
        var mqtt = await MqttProviders.ChooseAsync(MqttProviders.Auto);
        var output = Terminal.Out;
        await output.WriteLineAsync($"edgemonitor {UplinkHost.Version}");
        await output.WriteLineAsync($"journal: {ChooseJournal().Provider.Name}");
        await output.WriteLineAsync($"mqtt: {mqtt.Provider?.Name ?? $"none ({mqtt.WhyNone})"}");
        await output.WriteLineAsync($"serial: {serial.Provider.Name}");
        await output.WriteLineAsync($"i2c: {I2cBusProviders.Choose(I2cBusProviders.All, []).Provider.Name}");
        await output.WriteLineAsync($"gpio: {GpioProviders.All[0].Name}");
        await output.WriteLineAsync($"pwm: {PwmProviders.All[0].Name}");
        await output.WriteLineAsync($"drivers: {SensorDrivers.Names}");
        await output.FlushAsync(stop);
        return ExitCodes.Ok;
    }

    /// <summary>Tried on this machine's disk for temporary files, and nothing stays there: the daemon tries on its own disk.</summary>
    private static JournalChoice ChooseJournal()
        => JournalProviders.Choose(Path.Combine(Path.GetTempPath(), "edgemonitor-" + Path.GetRandomFileName()), JournalProviders.All);
}
