using System.Runtime.CompilerServices;
using Freshet.Http;

namespace Freshet.Control;

/// <summary>A predicate on requests, which decides whether the cache takes part, or on responses, which decides whether they are stored and still used.</summary>
public sealed class CacheFilter
{
    private readonly Func<RequestHead, CancellationToken, ValueTask<bool>>[] _requests;
    private readonly Func<RequestHead, ResponseHead, CancellationToken, ValueTask<bool>>[] _responses;

    private CacheFilter(
        Func<RequestHead, CancellationToken, ValueTask<bool>>[] requests,
        Func<RequestHead, ResponseHead, CancellationToken, ValueTask<bool>>[] responses)
    {
        _requests = requests;
        _responses = responses;
    }

    internal bool HasRequests => _requests.Length > 0;

    internal bool HasResponses => _responses.Length > 0;

    /// <summary>Lets the cache take part in the requests for which the function is true.</summary>
    public static CacheFilter Requests(Func<RequestHead, bool> accept)
    {
        ArgumentNullException.ThrowIfNull(accept);
        return new([(request, _) => new(accept(request))], []);
    }

    /// <inheritdoc cref="Requests(Func{RequestHead, bool})"/>
    [OverloadResolutionPriority(1)]
    public static CacheFilter Requests(Func<RequestHead, CancellationToken, ValueTask<bool>> accept)
    {
        ArgumentNullException.ThrowIfNull(accept);
        return new([accept], []);
    }

    /// <inheritdoc cref="Requests(Func{RequestHead, bool})"/>
    public static CacheFilter Requests(Func<RequestHead, CancellationToken, Task<bool>> accept)
    {
        ArgumentNullException.ThrowIfNull(accept);
        return new([(request, cancellationToken) => new(accept(request, cancellationToken))], []);
    }

    /// <summary>Stores and uses the responses for which the function is true.</summary>
    public static CacheFilter Responses(Func<RequestHead, ResponseHead, bool> accept)
    {
        ArgumentNullException.ThrowIfNull(accept);
        return new([], [(request, response, _) => new(accept(request, response))]);
    }

    /// <inheritdoc cref="Responses(Func{RequestHead, ResponseHead, bool})"/>
    [OverloadResolutionPriority(1)]
    public static CacheFilter Responses(Func<RequestHead, ResponseHead, CancellationToken, ValueTask<bool>> accept)
    {
        ArgumentNullException.ThrowIfNull(accept);
        return new([], [accept]);
    }

    /// <inheritdoc cref="Responses(Func{RequestHead, ResponseHead, bool})"/>
    public static CacheFilter Responses(Func<RequestHead, ResponseHead, CancellationToken, Task<bool>> accept)
    {
        ArgumentNullException.ThrowIfNull(accept);
        return new([], [(request, response, cancellationToken) => new(accept(request, response, cancellationToken))]);
    }

    /// <summary>Accepts what both accept.</summary>
    public CacheFilter And(CacheFilter other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new([.. _requests, .. other._requests], [.. _responses, .. other._responses]);
    }

    internal async ValueTask<bool> AcceptsAsync(RequestHead request, CancellationToken cancellationToken)
    {
        foreach (var accept in _requests)
        {
            if (!await accept(request, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    internal async ValueTask<bool> AcceptsAsync(RequestHead request, ResponseHead response, CancellationToken cancellationToken)
    {
        foreach (var accept in _responses)
        {
            if (!await accept(request, response, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }
}
