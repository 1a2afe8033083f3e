using System.Collections.Concurrent;

namespace Freshet.Proxies;

// The target URI of a request (RFC 9110 §7.1, RFC 9112 §3.2-3.3). Path and query stay as they were sent, to the byte.
internal sealed class TargetReader(ProxyOptions options)
{
    // What is asked for often is parsed once.
    private const int MostKnown = 4096;
    private static readonly UriCreationOptions AsSent = new() { DangerousDisablePathAndQueryCanonicalization = true };
    private readonly ConcurrentDictionary<(string Target, string? Host), Uri> _known = new();
    private readonly string? _origin = options.Origin?.GetLeftPart(UriPartial.Authority);
    private int _added;

    /// <summary>Gives the target, or null with what is wrong.</summary>
    public Uri? Read(string target, string? host, out string? problem)
    {
        problem = null;
        var known = (target, options.PreserveHost ? host : null);
        if (_known.TryGetValue(known, out var uri))
        {
            return uri;
        }

        uri = Parse(target, host, out problem);
        if (uri is not null && target.Length < 256)
        {
            if (Interlocked.Increment(ref _added) % MostKnown == 0)
            {
                _known.Clear();
            }

            _known[known] = uri;
        }

        return uri;
    }

    private Uri? Parse(string target, string? host, out string? problem)
    {
        problem = null;
        if (target.StartsWith('/'))
        {
            if (_origin is null)
            {
                problem = "This is a forward proxy: the request must name an absolute URL, such as GET http://example.com/ HTTP/1.1.";
                return null;
            }

            return options.PreserveHost ? OfHost(target, host, out problem) : Create(_origin + target, out problem);
        }

        // RFC 9112 §3.2.2: a server MUST accept the absolute-form in requests; the received Host is ignored
        if (!target.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !target.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            problem = "The request target must be a path or an http or https URL.";
            return null;
        }

        if (Create(target, out problem) is not { } uri)
        {
            return null;
        }

        return _origin is null ? uri
            : options.PreserveHost ? OfHost(uri.PathAndQuery, uri.Authority, out problem)
            : Create(_origin + uri.PathAndQuery, out problem);
    }

    private Uri? OfHost(string target, string? host, out string? problem)
    {
        if (string.IsNullOrEmpty(host) || host.AsSpan().IndexOfAny("/?#@\\ ") >= 0)
        {
            problem = "The request has no valid Host field.";
            return null;
        }

        return Create($"{options.Origin!.Scheme}://{host}{target}", out problem);
    }

    private static Uri? Create(string text, out string? problem)
    {
        // RFC 9110 §4.2.4: userinfo in a URI reference from an untrusted source is an error
        var valid = Uri.TryCreate(text, AsSent, out var uri) && uri is { UserInfo: "", Host.Length: > 0 } && !text.Contains('#', StringComparison.Ordinal);
        problem = valid ? null : "The request target is no valid URL.";
        return valid ? uri : null;
    }
}
