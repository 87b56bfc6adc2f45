using System.CommandLine;
using System.Globalization;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands.Sensing;

/// <summary><c>edgemonitor drivers</c>: a line for each driver with its link, its devices and what it delivers.</summary>
internal static class DriversCommand
{
    public static Command Create()
    {
        var command = new Command("drivers", "List the drivers: link, devices, and what each delivers with its rate and its MDC code.");
        command.SetAction((_, stop) => RunAsync(stop));
        return command;
    }

    /// <summary>One driver's line.</summary>
    public static string LineOf(SensorDriverAttribute driver)
    {
        var (link, devices, delivers) = driver.Description;
        var lines = driver.Description.Lines.Count == 0 ? "" : " " + string.Join(" or ", driver.Description.Lines.Select(line => line.ToString()).Distinct());
        var parts = delivers.Select(part => part.Mdc == 0
            ? "whatever the recording holds"
            : $"{Mdc.NameOf(part.Mdc)} ({part.Mdc}) {MdcUnit.SymbolOf(part.Unit)} {RateOf(part)}");
        return $"{driver.Name}: {Names.Of(link)}{lines}; {devices}; {string.Join(", ", parts)}";
    }

    private static string RateOf(Delivery part) => part switch
    {
        { Rate: 0 } => "as it is measured",
        { IsWave: true } => string.Create(CultureInfo.InvariantCulture, $"{part.Rate:0.###} Hz"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{part.Rate:0.###}/s"),
    };

    private static async Task<int> RunAsync(CancellationToken stop)
    {
        foreach (var driver in SensorDrivers.All) await Terminal.Out.WriteLineAsync(LineOf(driver).AsMemory(), stop);
        await Terminal.Out.FlushAsync(stop);
        return ExitCodes.Ok;
    }
}
