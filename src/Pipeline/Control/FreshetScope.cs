using Freshet.Rules;

namespace Freshet.Control;

/// <summary>Wishes about all requests that are made until it is disposed, by the code that opened it and what that calls or awaits.</summary>
/// <remarks>Concurrent work outside is not concerned. An inner scope adds to an outer one. A request belongs to the scope in which it was made.</remarks>
public static class FreshetScope
{
    private static readonly AsyncLocal<RequestCacheOptions?> Ambient = new();

    internal static RequestCacheOptions? Current => Ambient.Value;

    /// <summary>The cache takes no part: nothing is looked up or stored.</summary>
    public static IDisposable Bypass() => With(new() { Bypass = true });

    /// <summary>Nothing is written.</summary>
    public static IDisposable ReadOnly() => With(new() { ReadOnly = true });

    /// <summary>Stored responses are validated, or with <see cref="RefreshMode.Hard"/> fetched anew.</summary>
    public static IDisposable Refresh(RefreshMode mode = RefreshMode.Soft) => With(new() { Refresh = mode });

    /// <summary>Only stored responses answer, however stale.</summary>
    public static IDisposable Offline() => With(new() { Offline = true });

    /// <summary>These wishes hold.</summary>
    /// <exception cref="OptionsException">A wish is out of its range.</exception>
    public static IDisposable With(RequestCacheOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var outer = Ambient.Value;
        Ambient.Value = outer?.And(options) ?? options;
        return new Scope(outer);
    }

    private sealed class Scope(RequestCacheOptions? outer) : IDisposable
    {
        private bool _isDisposed;

        public void Dispose()
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                Ambient.Value = outer;
            }
        }
    }
}
