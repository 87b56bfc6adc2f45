using System.Text;
using EdgeMonitor.Core.Alarms;

namespace EdgeMonitor.Commands;

/// <summary>
/// Lines that scroll above one that is drawn over and over. On a screen the live line stays in the last row and never wraps; elsewhere it is
/// one line after the other.
/// </summary>
/// <param name="terminal">Where it is drawn.</param>
/// <param name="columns">The screen's width in characters; null where this is no screen.</param>
internal sealed class LiveLine(TextWriter terminal, Func<int>? columns) : TextWriter
{
    private const string EraseLine = "\r\u001b[K", Plain = "\u001b[0m";

    private readonly Lock _gate = new();
    private string _line = "";

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>A line that scrolls.</summary>
    public override void WriteLine(string? value)
    {
        lock (_gate)
        {
            terminal.Write(columns is null ? $"{value}\n" : $"{EraseLine}{value}\n{_line}");
            terminal.Flush();
        }
    }

    /// <inheritdoc/>
    public override void Flush() => terminal.Flush();

    /// <summary>The live line from now on.</summary>
    /// <param name="line">The whole line.</param>
    /// <param name="alarm">The part of it that is an alarm's name; empty where there is none.</param>
    /// <param name="priority">The alarm's priority.</param>
    public void Show(string line, string alarm = "", AlarmPriority priority = AlarmPriority.None)
    {
        lock (_gate)
        {
            _line = columns is null ? line : Painted(Cropped(line, columns()), alarm, priority);
            terminal.Write(columns is null ? $"{_line}\n" : EraseLine + _line);
            terminal.Flush();
        }
    }

    /// <summary>The live line stays as it is, and what comes later is written below it.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (columns is not null && _line.Length > 0) terminal.Write('\n');
            _line = "";
            terminal.Flush();
        }
    }

    /// <summary>One column stays free: a terminal that has filled its last one may begin the next row.</summary>
    private static string Cropped(string line, int columns) => line.Length < columns ? line : line[..Math.Max(0, columns - 1)];

    /// <summary>The colours of the alarm lamps (IEC 60601-1-8): HIGH red, MEDIUM yellow, LOW cyan.</summary>
    private static string Painted(string line, string alarm, AlarmPriority priority) => priority switch
    {
        AlarmPriority.None => line,
        _ when alarm.Length == 0 => line,
        AlarmPriority.High => line.Replace(alarm, $"\u001b[1;97;41m{alarm}{Plain}", StringComparison.Ordinal),
        AlarmPriority.Medium => line.Replace(alarm, $"\u001b[30;43m{alarm}{Plain}", StringComparison.Ordinal),
        _ => line.Replace(alarm, $"\u001b[30;46m{alarm}{Plain}", StringComparison.Ordinal),
    };
}
