namespace Freshet.Values;

/// <summary>How the results of a function are kept.</summary>
/// <typeparam name="TArgs">The function's argument, or a tuple of its arguments.</typeparam>
/// <typeparam name="TResult">The type of its results.</typeparam>
public sealed record MemoizeOptions<TArgs, TResult>
{
    /// <summary>What the function's keys begin with.</summary>
    /// <value>The assembly, type, name and parameter types of the method unless set; for a lambda its text in place of the name. A lambda that captures variables needs a name.</value>
    public string? Name { get; init; }

    /// <summary>What tells apart functions of one name, such as the tenant of the object whose method it is; objects are not part of keys.</summary>
    public string? Scope { get; init; }

    /// <summary>How results are kept; the cache's defaults when null.</summary>
    public ValueOptions? Values { get; init; }

    /// <summary>The names of arguments that are not part of the key.</summary>
    /// <value>None, beside cancellation tokens, loggers, connections and the like, and those whose names begin with <c>_</c>.</value>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Makes the key of the arguments, in place of all of them; it must differ whenever results do.</summary>
    public Func<TArgs, string>? KeyMaker { get; init; }

    /// <summary>Whether a result is stored; those who wait for it get it in any case.</summary>
    public Func<TResult, TArgs, bool>? CacheIf { get; init; }

    /// <summary>Whether a stored result may be used; if not, it is made anew and replaced.</summary>
    public Func<Cached<TResult>, TArgs, bool>? Validate { get; init; }

    /// <summary>How long a result is fresh, in place of the options' lifetime; null for that, zero or less not to store it.</summary>
    public Func<TResult, TArgs, TimeSpan?>? LifetimeOf { get; init; }

    /// <summary>The tags of a result, beside those of <see cref="Values"/>.</summary>
    public Func<TResult, TArgs, IReadOnlyList<string>>? TagsOf { get; init; }
}
