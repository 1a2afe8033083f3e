using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Freshet.Stores.Testing;

// What one cache counts of its store.
internal sealed class ContractMeters : IMeterFactory
{
    private readonly ConcurrentQueue<string> _kinds = new();
    private readonly MeterListener _listener = new();

    public ContractMeters()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == this && instrument.Name == "freshet.cache.store_events")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                _kinds.Enqueue($"{tag.Value}");
            }
        });
        _listener.Start();
    }

    public IEnumerable<string> StoreEvents => _kinds;

    public Meter Create(MeterOptions options) => new(options.Name, options.Version, options.Tags, scope: this);

    public void Dispose() => _listener.Dispose();
}
