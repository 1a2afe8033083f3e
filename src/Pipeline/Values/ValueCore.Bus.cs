using Freshet.Storage;

namespace Freshet.Values;

// What other machines changed leaves the memory of this one.
internal sealed partial class ValueCore : IInvalidationListener
{
    private IInvalidationBus? _bus;
    private IDisposable? _listening;

    public void Join(IInvalidationBus? bus) => (_bus, _listening) = (bus, bus?.Subscribe(this));

    public ValueTask ChangedAsync(StoreChange change, CancellationToken cancellationToken = default)
    {
        switch (change)
        {
            case StoreChange.Changed(var key) when key.StartsWith(Keys.Prefix, StringComparison.Ordinal):
                key = key[Keys.Prefix.Length..];
                Gates.Changed(key);
                RemoveFromMemory(key);
                break;
            case StoreChange.Changed(var key) when key.StartsWith(TagStamps.Prefix, StringComparison.Ordinal):
                Tags.Forget(key[TagStamps.Prefix.Length..]);
                break;
            case StoreChange.Cleared({ } prefix) when prefix.StartsWith(Keys.Prefix, StringComparison.Ordinal) || Keys.Prefix.StartsWith(prefix, StringComparison.Ordinal):
                Gates.ChangedAll();
                RemoveUnder(prefix.Length > Keys.Prefix.Length ? prefix[Keys.Prefix.Length..] : "");
                Tags.Forget(Keys.AllTag);
                break;
        }

        return default;
    }

    private void Tell(StoreChange change) => _bus?.Publish(change);
}
