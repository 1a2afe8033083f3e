using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Freshet.Events;

internal sealed partial class CacheTelemetry
{
    private readonly Counter<long> _values;

    public bool IsWatchingValues => HasSubscribers || _values.Enabled;

    public void Value(
        string cache, string key, CacheOutcome outcome, string? reason = null, string? tier = null, Exception? error = null)
    {
        if (_values.Enabled)
        {
            _values.Add(1, new KeyValuePair<string, object?>("cache", cache), new KeyValuePair<string, object?>("outcome", outcome.ToString()));
        }

        if (HasSubscribers)
        {
            Events.Publish(new ValueEvent(key, Now, cache, outcome, reason, tier, error));
        }
    }

    public void ValueNotStored(string key, string reason, Exception? error = null)
    {
        Count("not_stored");
        LogValueNotStored(key, reason, error);
        if (HasSubscribers)
        {
            Events.Publish(new StoreEvent.NotStored(key, Now, reason));
        }
    }

    [LoggerMessage(5, LogLevel.Warning, "The value of {Key} was not stored: {Reason}.")]
    private partial void LogValueNotStored(string key, string reason, Exception? error);

    public void RefreshFailed(string key, Exception error) => LogRefreshFailed(key, error);

    [LoggerMessage(6, LogLevel.Warning, "The factory of {Key} failed; a stale value stands in.")]
    private partial void LogRefreshFailed(string key, Exception error);
}
