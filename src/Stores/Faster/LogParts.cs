using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>What emptying segments works with.</summary>
internal sealed record LogParts(
    LogLayout Layout, LogIndex Index, LogReader Reader, LogWriter Writer, StoreObservers Observers, FasterStoreOptions Options)
{
    public long Now => Options.TimeProvider.GetUtcNow().UtcTicks;
}
