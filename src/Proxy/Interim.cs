using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Freshet.Proxies;

// Passes interim responses on to the client of one request (RFC 9110 §15.2: a proxy MUST forward 1xx responses).
internal sealed class Interim
{
    // Set by the sender of a request, seen by the connection that it is written to.
    public static readonly AsyncLocal<Interim?> Current = new();
    private readonly PipeWriter? _client;
    private readonly bool _expectsContinue;
    private readonly Lock _gate = new();
    private Task _sending = Task.CompletedTask;
    private bool _isClosed;

    public Interim(ProxyContext context)
    {
        // RFC 9110 §15.2: a server MUST NOT send a 1xx response to an HTTP/1.0 client
        _client = context.Request.Protocol == "HTTP/1.1" ? context.Features.Get<IConnectionTransportFeature>()?.Transport.Output : null;
        _expectsContinue = context.Request.Headers.Expect.Count > 0;
    }

    /// <summary>Sends it at once; the final response has not begun.</summary>
    /// <param name="status">1xx.</param>
    /// <param name="fields">The field lines as received, without the empty line.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task PassOnAsync(int status, ReadOnlySpan<byte> fields, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // What the client expects the server gives as soon as the content is asked for; 101 is not asked for.
            if (_client is null || _isClosed || !_sending.IsCompleted || status == 101 || (status == 100 && _expectsContinue))
            {
                return Task.CompletedTask;
            }

            Write(_client, status, fields);
            return _sending = _client.FlushAsync(cancellationToken).AsTask();
        }
    }

    /// <summary>What comes from now on comes too late.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _isClosed = true;
            return _sending;
        }
    }

    private static void Write(PipeWriter client, int status, ReadOnlySpan<byte> fields)
    {
        client.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {ReasonPhrases.GetReasonPhrase(status)}\r\n")));
        foreach (var range in fields.Split("\r\n"u8))
        {
            var line = fields[range];
            var colon = line.IndexOf((byte)':');
            if (colon > 0 && !HopByHop.IsOne(Encoding.ASCII.GetString(line[..colon])) && line.IndexOfAny((byte)'\r', (byte)'\n', (byte)0) < 0)
            {
                client.Write(line);
                client.Write("\r\n"u8);
            }
        }

        client.Write("\r\n"u8);
    }
}
