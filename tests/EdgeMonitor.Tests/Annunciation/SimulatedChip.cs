namespace EdgeMonitor.Tests.Annunciation;

/// <summary>
/// A kernel chip of gpio-sim, whose pins can be read from outside the program that drives them. Made by tests/lab/gpio-sim.sh, told in two
/// environment variables; a machine without one cannot run these tests, and says so.
/// </summary>
internal sealed class SimulatedChip
{
    private readonly string _levels;

    private SimulatedChip(string device, string levels)
    {
        Device = device;
        _levels = levels;
    }

    /// <summary>Device path.</summary>
    public string Device { get; }

    /// <summary>The chip, or the test is ignored with the reason.</summary>
    public static SimulatedChip Require()
    {
        string? device = Environment.GetEnvironmentVariable("EDGEMONITOR_GPIO_SIM_CHIP");
        string? levels = Environment.GetEnvironmentVariable("EDGEMONITOR_GPIO_SIM_LEVELS");
        if (device is null || levels is null) Requirement.Missing("No gpio-sim chip here; tests/lab/gpio-tests.sh makes one and runs these tests.");
        return new SimulatedChip(device, levels);
    }

    /// <summary>The level on the pin, as the kernel's simulator tells it.</summary>
    public bool High(int line) => File.ReadAllText(Path.Combine(_levels, $"sim_gpio{line}", "value")).Trim() == "1";

    /// <summary>Brings the pin of an input to a level, from outside the program that reads it.</summary>
    public void Pull(int line, bool high) => File.WriteAllText(Path.Combine(_levels, $"sim_gpio{line}", "pull"), high ? "pull-up" : "pull-down");
}
