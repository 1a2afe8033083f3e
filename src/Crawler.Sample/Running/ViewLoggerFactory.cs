using Freshet.Program.Output;
using Microsoft.Extensions.Logging;

namespace Freshet.Program.Running;

/// <summary>Hands log lines to the view.</summary>
internal sealed class ViewLoggerFactory(CrawlView view, LogLevel least) : ILoggerFactory, ILogger
{
    private const int MostLines = 20;
    private int _lines;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The program logs to its view alone.");

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        // A full disk would say the same for every page.
        var line = Interlocked.Increment(ref _lines);
        if (line <= MostLines || least < LogLevel.Warning)
        {
            view.Say($"{logLevel.ToString().ToLowerInvariant()}: {formatter(state, exception)}{(exception is null ? "" : $" ({exception.Message})")}");
        }
        else if (line == MostLines + 1)
        {
            view.Say("Further warnings are not listed; --verbose lists all.");
        }
    }
}
