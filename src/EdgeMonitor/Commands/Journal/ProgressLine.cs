using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands.Journal;

/// <summary>One line on a person's screen that says how far it is; silent where the output is a file or a pipe.</summary>
internal sealed class ProgressLine
{
    /// <summary>ECMA-48, EL: erases from here to the line's end.</summary>
    private const string Erase = "\e[K";

    private bool _said;

    /// <summary>Says it in place of what was said before.</summary>
    public void Say(string text)
    {
        if (Terminal.IsRedirected) return;
        Terminal.Error.Write($"\r{text}{Erase}");
        _said = true;
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        if (_said) Terminal.Error.Write("\r" + Erase);
        _said = false;
    }
}
