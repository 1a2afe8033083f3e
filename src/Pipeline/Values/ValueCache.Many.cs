namespace Freshet.Values;

// Several values at once.
public sealed partial class ValueCache
{
    private const int AtOnce = 32;

    /// <summary>Gives what there is for each key, in their order.</summary>
    public ValueTask<IReadOnlyList<Cached<T>>> GetManyAsync<T>(IEnumerable<string> keys, CancellationToken cancellationToken = default) =>
        EachAsync(keys, key => GetAsync<T>(key, cancellationToken));

    /// <summary>Stores several values with the same options.</summary>
    public async ValueTask SetManyAsync<T>(
        IEnumerable<KeyValuePair<string, T>> values, ValueOptions? options = null, CancellationToken cancellationToken = default)
    {
        var plan = _core.PlanOf(options);
        await EachAsync(
            values,
            async item =>
            {
                await _core.SetAsync(item.Key, item.Value, plan, cancellationToken).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
    }

    /// <summary>Removes several values.</summary>
    /// <returns>How many fresh ones there were.</returns>
    public async ValueTask<int> RemoveManyAsync(IEnumerable<string> keys, CancellationToken cancellationToken = default) =>
        (await EachAsync(keys, key => RemoveAsync(key, cancellationToken)).ConfigureAwait(false)).Count(static removed => removed);

    /// <summary>Makes every value of a tag absent, in constant time: in this process at once, in others that share the store as soon as they look at the tag's stamp again.</summary>
    public ValueTask PurgeTagAsync(string tag, CancellationToken cancellationToken = default) => _core.PurgeAsync(NotNull(tag), cancellationToken);

    /// <summary>Makes every value of this cache absent, in constant time, as <see cref="PurgeTagAsync"/> does.</summary>
    public ValueTask ClearAsync(CancellationToken cancellationToken = default) => _core.ClearAllAsync(cancellationToken);

    /// <summary>Removes the values whose keys begin with a prefix, from the memory of this process and from the store.</summary>
    /// <returns>How many there were, where the most were.</returns>
    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) => _core.ClearAsync(NotNull(prefix), cancellationToken);

    // In order, and a few at a time, so that a slow store is not asked one key after the other.
    private static async ValueTask<IReadOnlyList<TResult>> EachAsync<TItem, TResult>(IEnumerable<TItem> items, Func<TItem, ValueTask<TResult>> run)
    {
        ArgumentNullException.ThrowIfNull(items);
        TItem[] all = [.. items];
        var results = new TResult[all.Length];
        for (var start = 0; start < all.Length; start += AtOnce)
        {
            var slow = new List<Task>();
            for (var i = start; i < Math.Min(start + AtOnce, all.Length); i++)
            {
                var pending = run(all[i]);
                if (pending.IsCompletedSuccessfully)
                {
                    results[i] = pending.Result;
                }
                else
                {
                    slow.Add(TakeAsync(pending, i));
                }
            }

            await Task.WhenAll(slow).ConfigureAwait(false);
        }

        return results;

        async Task TakeAsync(ValueTask<TResult> pending, int index) => results[index] = await pending.ConfigureAwait(false);
    }
}
