namespace EdgeMonitor.Annunciation;

/// <summary>
/// What becomes of a line whose owner dies. Linux turns it back into an input, so that the wiring decides; but Raspberry Pi's kernels keep
/// its last level unless told otherwise (raspberrypi/linux pull requests 6117 and 6150): after a crash an energised nurse-call relay would
/// stay energised, and nobody would be called.
/// </summary>
internal static class ReleasedLines
{
    /// <summary>Folder of the loaded kernel modules and their parameters.</summary>
    public const string Modules = "/sys/module";

    private const string Parameter = "persist_gpio_outputs";

    /// <summary>True where a GPIO driver of this kernel says that released lines keep their level; a driver without that choice does not.</summary>
    public static bool KeepTheirLevel(string modules)
    {
        if (!Directory.Exists(modules)) return false;
        foreach (string module in Directory.EnumerateDirectories(modules, "pinctrl_*"))
        {
            string file = Path.Combine(module, "parameters", Parameter);
            if (File.Exists(file) && File.ReadAllText(file).StartsWith('Y')) return true;
        }

        return false;
    }
}
