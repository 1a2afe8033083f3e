using Freshet.Events;

namespace Freshet.Program.Output;

/// <summary>Prints the cache's events as they come.</summary>
internal sealed class EventPrinter : IDisposable
{
    private readonly CacheEventStream _events;
    private readonly TextWriter _output;
    private readonly IDisposable _subscription;

    public EventPrinter(CacheEventStream events, TextWriter output, bool json)
    {
        (_events, _output) = (events, output);
        _subscription = json ? events.Subscribe(PrintJson) : events.Subscribe(PrintText);
    }

    public void Dispose() => _subscription.Dispose();

    /// <summary>Waits until all are printed, and says how many were lost because the output was slower than the crawl.</summary>
    public async Task CompleteAsync(CrawlView view)
    {
        await _events.DrainAsync();
        if (_events.Dropped > 0)
        {
            view.Say($"{Units.Count(_events.Dropped)} events were not printed: the output was slower than the crawl.", evenIfQuiet: true);
        }
    }

    private void PrintText(CacheEvent item) => _output.WriteLine(EventLines.Text(item));

    private void PrintJson(CacheEvent item) => _output.WriteLine(EventLines.Json(item));
}
