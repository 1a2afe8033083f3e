using Freshet.Program.Output;
using Microsoft.Extensions.Logging;

namespace Freshet.Program.Running;

/// <summary>Hands log lines to the view.</summary>
internal sealed class ViewLoggerFactory(CrawlView view, LogLevel least) : ILoggerFactory, ILogger
{
    private const int MostLines = 20;
    private readonly HashSet<string> _said = [];

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

        var line = $"{logLevel.ToString().ToLowerInvariant()}: {formatter(state, exception)}{(exception is null ? "" : $" ({exception.Message})")}";
        if (least < LogLevel.Warning)
        {
            view.Say(line);
            return;
        }

        // A full disk would say the same for every page.
        int lines;
        lock (_said)
        {
            lines = _said.Count <= MostLines && _said.Add(line) ? _said.Count : 0;
        }

        if (lines is > 0 and <= MostLines)
        {
            view.Say(line);
        }
        else if (lines > MostLines)
        {
            view.Say("Further warnings are not listed; --verbose lists all.");
        }
    }
}
