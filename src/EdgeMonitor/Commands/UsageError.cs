using System.CommandLine;
using System.CommandLine.Parsing;

namespace EdgeMonitor.Commands;

/// <summary>What was wrong with the command line, in one sentence on one line that says what to do.</summary>
internal static class UsageError
{
    /// <summary>The sentence for a command line with errors.</summary>
    public static string Explain(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (command is RootCommand)
        {
            var known = string.Join(", ", command.Subcommands.Select(subcommand => subcommand.Name));
            return parsed.UnmatchedTokens.Count > 0
                ? $"\"{parsed.UnmatchedTokens[0]}\" is no command: use one of {known}, or see edgemonitor --help."
                : $"A command is missing: use one of {known}, or see edgemonitor --help.";
        }

        var errors = parsed.Errors.Select(error => OneLine(error.Message)).Distinct();
        return $"{string.Join("; ", errors)}: see edgemonitor {PathOf(parsed.CommandResult)} --help.";
    }

    /// <summary>Refuses an empty text, as an unset variable of a script leaves it.</summary>
    public static void RefuseEmpty(OptionResult option)
    {
        if (option.GetValueOrDefault<string?>() is "") option.AddError($"{option.Option.Name} is empty");
    }

    private static string PathOf(CommandResult command)
        => command.Parent is CommandResult { Command: not RootCommand } parent ? $"{PathOf(parent)} {command.Command.Name}" : command.Command.Name;

    private static string OneLine(string message)
        => string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
}
