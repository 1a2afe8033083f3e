using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Freshet.Events;

namespace Freshet.Values;

// Get or create.
public sealed partial class ValueCache
{
    /// <summary>Gives the value of a key, and makes it when there is none.</summary>
    /// <param name="key">The key.</param>
    /// <param name="factory">Makes the value; its token is cancelled when nobody waits for it any more.</param>
    /// <param name="options">How the value is kept; the cache's defaults when null.</param>
    /// <param name="cancellationToken">Ends this caller's wait; others who wait for the same value are not harmed.</param>
    [OverloadResolutionPriority(1)]
    public ValueTask<T> GetOrCreateAsync<T>(
        string key, Func<CancellationToken, ValueTask<T>> factory, ValueOptions? options = null, CancellationToken cancellationToken = default) =>
        TryHit<T>(key, options, out var value) ? ValueTask.FromResult(value)
            : LookupAsync<Func<CancellationToken, ValueTask<T>>, T>(
                key, NotNull(factory), static (make, _, cancel) => make(cancel), options, cancellationToken);

    /// <inheritdoc cref="GetOrCreateAsync{T}(string, Func{CancellationToken, ValueTask{T}}, ValueOptions?, CancellationToken)"/>
    public ValueTask<T> GetOrCreateAsync<T>(
        string key, Func<CancellationToken, Task<T>> factory, ValueOptions? options = null, CancellationToken cancellationToken = default) =>
        TryHit<T>(key, options, out var value) ? ValueTask.FromResult(value)
            : LookupAsync<Func<CancellationToken, Task<T>>, T>(
                key, NotNull(factory), static (make, _, cancel) => new ValueTask<T>(make(cancel)), options, cancellationToken);

    /// <summary>Gives the value of a key, and makes it when there is none, from a state that spares the factory a closure.</summary>
    /// <inheritdoc cref="GetOrCreateAsync{T}(string, Func{CancellationToken, ValueTask{T}}, ValueOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public ValueTask<T> GetOrCreateAsync<TState, T>(
        string key,
        TState state,
        Func<TState, CancellationToken, ValueTask<T>> factory,
        ValueOptions? options = null,
        CancellationToken cancellationToken = default) =>
        TryHit<T>(key, options, out var value) ? ValueTask.FromResult(value)
            : LookupAsync<(TState State, Func<TState, CancellationToken, ValueTask<T>> Make), T>(
                key, (state, NotNull(factory)), static (s, _, cancel) => s.Make(s.State, cancel), options, cancellationToken);

    /// <inheritdoc cref="GetOrCreateAsync{TState, T}(string, TState, Func{TState, CancellationToken, ValueTask{T}}, ValueOptions?, CancellationToken)"/>
    public ValueTask<T> GetOrCreateAsync<TState, T>(
        string key,
        TState state,
        Func<TState, CancellationToken, Task<T>> factory,
        ValueOptions? options = null,
        CancellationToken cancellationToken = default) =>
        TryHit<T>(key, options, out var value) ? ValueTask.FromResult(value)
            : LookupAsync<(TState State, Func<TState, CancellationToken, Task<T>> Make), T>(
                key, (state, NotNull(factory)), static (s, _, cancel) => new ValueTask<T>(s.Make(s.State, cancel)), options, cancellationToken);

    /// <summary>Gives the value of a key, and makes it when there is none; the factory says how long it is fresh, which tags it has and the like.</summary>
    /// <inheritdoc cref="GetOrCreateAsync{T}(string, Func{CancellationToken, ValueTask{T}}, ValueOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public ValueTask<T> GetOrCreateAsync<T>(
        string key,
        Func<FactoryContext, CancellationToken, ValueTask<T>> factory,
        ValueOptions? options = null,
        CancellationToken cancellationToken = default) =>
        TryHit<T>(key, options, out var value) ? ValueTask.FromResult(value)
            : LookupAsync<Func<FactoryContext, CancellationToken, ValueTask<T>>, T>(
                key, NotNull(factory), static (make, context, cancel) => make(context, cancel), options, cancellationToken);

    /// <inheritdoc cref="GetOrCreateAsync{T}(string, Func{FactoryContext, CancellationToken, ValueTask{T}}, ValueOptions?, CancellationToken)"/>
    public ValueTask<T> GetOrCreateAsync<T>(
        string key, Func<FactoryContext, CancellationToken, Task<T>> factory, ValueOptions? options = null, CancellationToken cancellationToken = default) =>
        TryHit<T>(key, options, out var value) ? ValueTask.FromResult(value)
            : LookupAsync<Func<FactoryContext, CancellationToken, Task<T>>, T>(
                key, NotNull(factory), static (make, context, cancel) => new ValueTask<T>(make(context, cancel)), options, cancellationToken);

    /// <summary>Gives the value of a key, and makes it by a function that is not asynchronous when there is none.</summary>
    /// <remarks>Without a store it never waits but for another caller's factory; with one it blocks the thread while the store is asked.</remarks>
    /// <param name="key">The key.</param>
    /// <param name="factory">Makes the value.</param>
    /// <param name="options">How the value is kept; the cache's defaults when null.</param>
    public T GetOrCreate<T>(string key, Func<T> factory, ValueOptions? options = null)
    {
        if (TryHit<T>(key, options, out var value))
        {
            return value;
        }

        var looking = LookupAsync<Func<T>, T>(key, NotNull(factory), static (make, _, _) => new ValueTask<T>(make()), options, CancellationToken.None);
        return looking.IsCompleted ? looking.GetAwaiter().GetResult() : looking.AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Gives what memory has for a key that is fresh, at once; the store is not asked.</summary>
    public bool TryGet<T>(string key, [MaybeNullWhen(false)] out T value)
    {
        if (TryHit(key, null, out value!))
        {
            return true;
        }

        var plan = _core.DefaultPlan;
        if (!_core.IsOff(plan) && _core.Table?.Find(key) is { Value: not KeptFailure } entry && _core.Examine(entry, null, _core.Now) == Found.Fresh
            && _core.TryUse(key, entry, plan, out value))
        {
            return true;
        }

        _core.Conclude(key, CacheOutcome.Miss, "NotInMemory");
        return false;
    }

    internal ValueTask<T> LookupAsync<TState, T>(
        string key, TState state, Factory<TState, T> factory, ValueOptions? options, CancellationToken cancellationToken) =>
        _core.LookupAsync(key, state, factory, _core.PlanOf(options), cancellationToken);

    // The way of a hit in memory: no lock, no allocation.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryHit<T>(string key, ValueOptions? options, [MaybeNullWhen(false)] out T value)
    {
        if (_core.Table?.Find(key) is { } entry && _core.IsPlainHit(entry, (options ?? _core.Options.Defaults).Version))
        {
            return TryHit(entry, key, out value);
        }

        value = default;
        return false;
    }

    internal bool TryHit<T>(ReadOnlySpan<char> key, string? version, [MaybeNullWhen(false)] out T value)
    {
        if (_core.Table?.Find(key) is { } entry && _core.IsPlainHit(entry, version))
        {
            return TryHit(entry, entry.Key, out value);
        }

        value = default;
        return false;
    }

    private bool TryHit<T>(ValueEntry entry, string key, [MaybeNullWhen(false)] out T value)
    {
        if (entry.Value is T typed)
        {
            value = typed;
        }
        else if (entry.Value is null && default(T) is null)
        {
            value = default!;
        }
        else
        {
            value = default;
            return false;
        }

        entry.Use();
        _core.Counters.Hits.Increment();
        if (_core.Telemetry.IsWatchingValues)
        {
            _core.Telemetry.Value(Name, key, CacheOutcome.Hit, null, ValueCore.MemoryTier);
        }

        return true;
    }

    private static TFactory NotNull<TFactory>(TFactory factory, [CallerArgumentExpression(nameof(factory))] string? name = null)
        where TFactory : class
    {
        ArgumentNullException.ThrowIfNull(factory, name);
        return factory;
    }
}
