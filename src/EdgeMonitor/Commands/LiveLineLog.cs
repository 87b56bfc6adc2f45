using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Commands;

/// <summary>Shows the log as lines that scroll above the live one, where both would be written to the same screen.</summary>
internal sealed class LiveLineLog(LiveLine live) : ILoggerProvider
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(live);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The live line outlives the daemon: the last lines are still to come.
    }

    private sealed class Logger(LiveLine live) : ILogger
    {
        private string _last = "";

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var cause = exception is null ? "" : $" ({exception.Message})";
            var line = $"{logLevel}: {formatter(state, exception)}{cause}";
            // A broker that stays away is said once.
            if (Interlocked.Exchange(ref _last, line) != line) live.WriteLine(line);
        }
    }
}
