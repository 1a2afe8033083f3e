using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>Measures the calls to a store: how long each took and how it ended, and the bytes that were moved.</summary>
/// <remarks>
/// The instruments of the meter <c>Freshet.Stores</c>: <c>freshet.store.duration</c> in seconds, with the tags <c>store</c>, <c>operation</c> and
/// <c>outcome</c> (<c>hit</c>, <c>miss</c>, <c>done</c>, <c>failed</c>, <c>cancelled</c>), and <c>freshet.store.bytes</c> with <c>store</c> and <c>operation</c>.
/// </remarks>
public sealed class MeteredStore : StoreWrapper
{
    private readonly string _name;
    private readonly Meter _meter;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _bytes;

    /// <summary>Wraps a store.</summary>
    /// <param name="inner">The store.</param>
    /// <param name="name">What its measurements carry as <c>store</c>.</param>
    /// <param name="meters">Makes the meter; the process's own way unless given.</param>
    public MeteredStore(ICacheStore inner, string name, IMeterFactory? meters = null) : base(inner)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _name = name;
        var options = new MeterOptions("Freshet.Stores");
        _meter = meters?.Create(options) ?? new Meter(options);
        _duration = _meter.CreateHistogram<double>("freshet.store.duration", "s", "How long a call to a store took.");
        _bytes = _meter.CreateCounter<long>("freshet.store.bytes", "By", "The bytes of values read and written.");
    }

    /// <inheritdoc/>
    public override ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default) =>
        ReadAsync(base.GetAsync(key, cancellationToken), Stopwatch.GetTimestamp());

    /// <inheritdoc/>
    public override ValueTask<StoreRecord?> GetFromLastAsync(string key, CancellationToken cancellationToken = default) =>
        ReadAsync(base.GetFromLastAsync(key, cancellationToken), Stopwatch.GetTimestamp());

    /// <inheritdoc/>
    public override async ValueTask SetAsync(
        string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            await base.SetAsync(key, value, expires, cancellationToken).ConfigureAwait(false);
            Record("set", "done", started);
            _bytes.Add(value.Length, new("store", _name), new("operation", "set"));
        }
        catch (Exception e)
        {
            Record("set", OutcomeOf(e), started);
            throw;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) =>
        await RunAsync("remove", base.RemoveAsync(key, cancellationToken), Stopwatch.GetTimestamp()).ConfigureAwait(false);

    /// <inheritdoc/>
    public override async ValueTask<long> ClearAsync(string prefix = "", CancellationToken cancellationToken = default) =>
        await RunAsync("clear", base.ClearAsync(prefix, cancellationToken), Stopwatch.GetTimestamp()).ConfigureAwait(false);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<StoreEntry> ScanAsync(
        string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        long started = Stopwatch.GetTimestamp();
        await foreach (StoreEntry entry in base.ScanAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            yield return entry;
        }

        Record("scan", "done", started);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        _meter.Dispose();
    }

    private static string OutcomeOf(Exception error) => error is OperationCanceledException ? "cancelled" : "failed";

    private async ValueTask<StoreRecord?> ReadAsync(ValueTask<StoreRecord?> reading, long started)
    {
        try
        {
            StoreRecord? record = await reading.ConfigureAwait(false);
            Record("get", record is null ? "miss" : "hit", started);
            _bytes.Add(record?.Value.Length ?? 0, new("store", _name), new("operation", "get"));
            return record;
        }
        catch (Exception e)
        {
            Record("get", OutcomeOf(e), started);
            throw;
        }
    }

    private async ValueTask<T> RunAsync<T>(string operation, ValueTask<T> running, long started)
    {
        try
        {
            T result = await running.ConfigureAwait(false);
            Record(operation, "done", started);
            return result;
        }
        catch (Exception e)
        {
            Record(operation, OutcomeOf(e), started);
            throw;
        }
    }

    private void Record(string operation, string outcome, long started) => _duration.Record(
        Stopwatch.GetElapsedTime(started).TotalSeconds, new("store", _name), new("operation", operation), new("outcome", outcome));
}
