using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>Looks through wrappers.</summary>
public static class StoreWrapperExtensions
{
    /// <summary>The outermost of a store and those it wraps that is a <typeparamref name="T"/>, for example <see cref="ILeaseStore"/>; null when none is.</summary>
    public static T? Find<T>(this ICacheStore store) where T : class
    {
        ArgumentNullException.ThrowIfNull(store);
        ICacheStore at = store;
        while (at is not T)
        {
            if (at is not StoreWrapper wrapper)
            {
                return null;
            }

            at = wrapper.Inner;
        }

        return (T)at;
    }
}
