using System.Globalization;
using EdgeMonitor.Annunciation.PwmSysfs;

namespace EdgeMonitor.Tests.Annunciation.PwmSysfs;

/// <summary>
/// A folder like <c>/sys/class/pwm</c> with one chip of two channels, whose files refuse what the kernel's do (drivers/pwm/core.c and sysfs.c):
/// without a period, or with a high time longer than it, every change is refused.
/// </summary>
internal sealed class FakeSysfs : ISysfsFiles, IDisposable
{
    private readonly SysfsFiles _files = new();

    public FakeSysfs()
    {
        Directory.CreateDirectory(Chip);
        foreach (string name in new[] { "export", "unexport" }) File.WriteAllText(Path.Combine(Chip, name), "");
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("edgemonitor-pwm-").FullName;

    public string Chip => Path.Combine(Root, "pwmchip0");

    /// <summary>Every write, in order: the file's name and the value.</summary>
    public List<string> Writes { get; } = [];

    public bool IsGone { get; set; }

    public long this[string attribute] => long.Parse(Read(Path.Combine(Chip, "pwm1", attribute)), CultureInfo.InvariantCulture);

    /// <summary>As another owner left it.</summary>
    public void Leave(int channel, long period, long duty, int enable)
    {
        string own = Path.Combine(Chip, string.Create(CultureInfo.InvariantCulture, $"pwm{channel}"));
        Directory.CreateDirectory(own);
        Put(own, "period", period);
        Put(own, "duty_cycle", duty);
        Put(own, "enable", enable);
    }

    public bool Has(string folder) => _files.Has(folder);

    public string Read(string path) => _files.Read(path);

    public void Write(string path, string text)
    {
        if (IsGone) throw new IOException("No such device");
        string name = Path.GetFileName(path);
        Writes.Add($"{name} {text}");
        if (name == "export") Export(int.Parse(text, CultureInfo.InvariantCulture));
        else if (name == "unexport") Directory.Delete(Path.Combine(Chip, $"pwm{text}"), recursive: true);
        else Change(Path.GetDirectoryName(path)!, name, long.Parse(text, CultureInfo.InvariantCulture));
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static void Put(string own, string name, long value) => File.WriteAllText(Path.Combine(own, name), string.Create(CultureInfo.InvariantCulture, $"{value}\n"));

    private void Export(int channel)
    {
        if (channel > 1) throw new IOException("No such device");
        if (Directory.Exists(Path.Combine(Chip, string.Create(CultureInfo.InvariantCulture, $"pwm{channel}")))) throw new IOException("Device or resource busy");
        Leave(channel, 0, 0, 0);
    }

    private void Change(string own, string name, long value)
    {
        long period = name == "period" ? value : long.Parse(Read(Path.Combine(own, "period")), CultureInfo.InvariantCulture);
        long duty = name == "duty_cycle" ? value : long.Parse(Read(Path.Combine(own, "duty_cycle")), CultureInfo.InvariantCulture);
        if (period == 0 || duty > period) throw new IOException("Invalid argument");
        Put(own, name, value);
    }
}
