using Freshet.Storage;

namespace Freshet.Hosting;

// What the container disposes in place of the store, which knows only the asynchronous way.
internal sealed class StoreHolder(ICacheStore store) : IAsyncDisposable, IDisposable
{
    public ICacheStore Store => store;

    public ValueTask DisposeAsync() => store.DisposeAsync();

    public void Dispose() => store.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
