using System.Collections.Concurrent;
using Freshet.Storage;

namespace Freshet.Stores.Tests;

/// <summary>Writes down what a store tells.</summary>
internal sealed class StoreLog : IStoreObserver
{
    private readonly ConcurrentQueue<string> _lines = new();

    public string[] Lines => [.. _lines];

    public void Promoted(string key, string fromTier, string toTier) => _lines.Enqueue($"promoted {key} {fromTier} {toTier}");

    public void Evicted(string key, long bytes, string tier) => _lines.Enqueue($"evicted {key} {bytes} {tier}");

    public void Expired(string key, string tier) => _lines.Enqueue($"expired {key} {tier}");

    public void Corrupt(string key, string tier, string problem) => _lines.Enqueue($"corrupt {key} {tier}");

    public void TierFailed(string tier, string operation, Exception error) => _lines.Enqueue($"failed {tier} {operation} {error.Message}");
}
