namespace Freshet.Values;

/// <summary>A function whose results a cache keeps.</summary>
/// <typeparam name="TArgs">The function's argument, or a tuple of its arguments.</typeparam>
/// <typeparam name="TResult">The type of its results.</typeparam>
/// <remarks>
/// Extension methods take the arguments one by one. A cancellation token among them ends its caller's wait; the function, whose result is for all who wait
/// for it, gets one that is cancelled when nobody does any more.
/// </remarks>
public sealed class MemoizedFunction<TArgs, TResult>
{
    private const int KeyChars = 256;

    private readonly ValueCache _cache;
    private readonly FunctionShape<TArgs, TResult> _function;
    private readonly MemoizeOptions<TArgs, TResult> _options;
    private readonly MemoizedSignature _signature;
    private readonly ValuePlan _plan;
    private readonly StripedCounter _calls = new();
    private readonly StripedCounter _runs = new();
    private readonly StripedCounter _evictions;
    private readonly Factory<TArgs, TResult> _factory;

    internal MemoizedFunction(ValueCache cache, FunctionShape<TArgs, TResult> function, MemoizeOptions<TArgs, TResult>? options, string expression)
    {
        ArgumentNullException.ThrowIfNull(cache);
        (_cache, _function, _options) = (cache, function, options ?? new MemoizeOptions<TArgs, TResult>());
        _signature = new MemoizedSignature(function.Original, _options.Name, _options.Scope, _options.Exclude, expression);
        _plan = cache.Core.PlanOf(_options.Values);
        _evictions = cache.Core.EvictionsOf(_signature.Prefix);
        _factory = MakeAsync;
    }

    /// <summary>The function itself.</summary>
    public Delegate Original => _function.Original;

    /// <summary>What every key of the function begins with in the cache.</summary>
    public string KeyPrefix => _signature.Prefix;

    /// <summary>What was counted, and what memory holds.</summary>
    public MemoizedInfo Info => new(
        Math.Max(0, _calls.Value - _runs.Value), _runs.Value, _evictions.Value, _cache.Core.Table?.Under(_signature.Prefix).LongCount() ?? 0);

    private ValueCore Core => _cache.Core;

    /// <summary>The key of arguments in the cache.</summary>
    public string KeyOf(TArgs args)
    {
        var writer = new KeyWriter(stackalloc char[KeyChars]);
        WriteKey(ref writer, args);
        var key = writer.Written.ToString();
        writer.Dispose();
        return key;
    }

    /// <summary>Gives the stored result of the arguments, or runs the function and stores its result.</summary>
    public ValueTask<TResult> CallAsync(TArgs args, CancellationToken cancellationToken = default)
    {
        _calls.Increment();
        var writer = new KeyWriter(stackalloc char[KeyChars]);
        WriteKey(ref writer, args);
        if (_options.Validate is null && _cache.TryHit<TResult>(writer.Written, _plan.Version, out var value))
        {
            writer.Dispose();
            return ValueTask.FromResult(value);
        }

        var key = writer.Written.ToString();
        writer.Dispose();
        var token = cancellationToken.CanBeCanceled ? cancellationToken : _function.Token(args);
        return _options.Validate is null
            ? Core.LookupAsync(key, args, _factory, _plan, token)
            : CallValidatedAsync(key, args, token);
    }

    /// <summary>The same without waiting asynchronously: it blocks the thread while a store is asked, or while another caller runs the function.</summary>
    /// <exception cref="InvalidOperationException">The function is asynchronous.</exception>
    public TResult Call(TArgs args)
    {
        if (_function.IsAsync)
        {
            throw new InvalidOperationException("The function is asynchronous; call CallAsync.");
        }

        var calling = CallAsync(args);
        return calling.IsCompleted ? calling.GetAwaiter().GetResult() : calling.AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Runs the function without the cache: nothing is read or written.</summary>
    public ValueTask<TResult> SkipAsync(TArgs args, CancellationToken cancellationToken = default) =>
        _function.Invoke(args, cancellationToken.CanBeCanceled ? cancellationToken : _function.Token(args));

    /// <summary>Runs the function whatever is stored, and stores its result.</summary>
    public ValueTask<TResult> RefreshAsync(TArgs args, CancellationToken cancellationToken = default)
    {
        _calls.Increment();
        return Core.RemakeAsync(
            KeyOf(args), args, _factory, _plan, Core.Tags.Mark(), cancellationToken.CanBeCanceled ? cancellationToken : _function.Token(args));
    }

    /// <summary>Gives the stored result of the arguments, if there is one; the function is not run.</summary>
    public ValueTask<Cached<TResult>> PeekAsync(TArgs args, CancellationToken cancellationToken = default) =>
        _cache.GetAsync<TResult>(KeyOf(args), cancellationToken);

    /// <summary>Stores a result as if the function had given it.</summary>
    public ValueTask SetAsync(TArgs args, TResult result, CancellationToken cancellationToken = default) =>
        Core.SetAsync(KeyOf(args), result, Core.PlanOf(OptionsOf(result, args)), cancellationToken);

    /// <summary>Removes the stored result of the arguments.</summary>
    /// <returns>Whether there was one.</returns>
    public ValueTask<bool> RemoveAsync(TArgs args, CancellationToken cancellationToken = default) => _cache.RemoveAsync(KeyOf(args), cancellationToken);

    /// <summary>Removes all stored results whose arguments of these names have these values; arguments that are not named may have any.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="ArgumentException">The key has no argument of a name, or is made by a key-maker.</exception>
    public async ValueTask<long> RemoveWhereAsync(IEnumerable<KeyValuePair<string, object?>> arguments, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        if (_options.KeyMaker is not null)
        {
            throw new ArgumentException("The function has a key-maker, whose keys don't tell their arguments.", nameof(arguments));
        }

        string[] parts = [.. arguments.Select(a => _signature.Argument(a.Key, a.Value))];
        var keys = await Core.KeysUnderAsync(_signature.Prefix, cancellationToken).ConfigureAwait(false);
        return await _cache.RemoveManyAsync(
            // A key that was too long for the store doesn't tell its last arguments.
            keys.Where(key => !key.EndsWith('&') || MemoizedKey.Has(key.AsSpan(_signature.Prefix.Length), parts)), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes all stored results of the function, from the memory of this process and from the store.</summary>
    /// <returns>How many there were, where the most were.</returns>
    public ValueTask<long> ClearAsync(CancellationToken cancellationToken = default) => _cache.ClearAsync(_signature.Prefix, cancellationToken);

    private void WriteKey(ref KeyWriter writer, TArgs args)
    {
        writer.Append(_signature.Prefix);
        if (_options.KeyMaker is { } make)
        {
            writer.Append(make(args));
        }
        else
        {
            _function.Write(ref writer, args, _signature);
        }
    }

    private async ValueTask<TResult> CallValidatedAsync(string key, TArgs args, CancellationToken cancellationToken)
    {
        var cached = await _cache.GetAsync<TResult>(key, cancellationToken).ConfigureAwait(false);
        return cached.HasValue && _options.Validate!(cached, args)
            ? cached.Value!
            : await Core.RemakeAsync(key, args, _factory, _plan, cached.HasValue ? cached.Created.UtcTicks : 0, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<TResult> MakeAsync(TArgs args, FactoryContext context, CancellationToken cancellationToken)
    {
        _runs.Increment();
        var result = await _function.Invoke(args, cancellationToken).ConfigureAwait(false);
        if (_options.CacheIf?.Invoke(result, args) == false)
        {
            context.IsStored = false;
        }

        context.Lifetime = _options.LifetimeOf?.Invoke(result, args);
        if (_options.TagsOf?.Invoke(result, args) is { } tags)
        {
            context.Tags = [.. _plan.Tags, .. tags];
        }

        return result;
    }

    private ValueOptions? OptionsOf(TResult result, TArgs args)
    {
        var (lifetime, tags) = (_options.LifetimeOf?.Invoke(result, args), _options.TagsOf?.Invoke(result, args));
        var options = _options.Values;
        options = lifetime is null ? options : (options ?? new ValueOptions()) with { Lifetime = lifetime };
        return tags is null ? options : (options ?? new ValueOptions()) with { Tags = [.. _plan.Tags, .. tags] };
    }
}
