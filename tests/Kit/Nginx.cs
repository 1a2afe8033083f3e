using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Freshet.Tests.Kit;

/// <summary>A line of the access log.</summary>
public sealed record NginxRequest(
    string Method, string Uri, int Status, long Bytes, string IfNoneMatch, string IfModifiedSince, string UserAgent)
{
    public bool IsConditional => IfNoneMatch.Length > 0 || IfModifiedSince.Length > 0;
}

/// <summary>A real nginx on loopback that serves a directory, with ETag and Last-Modified, and tells what it was asked.</summary>
public sealed class Nginx : IAsyncDisposable
{
    private static readonly JsonSerializerOptions LogJson = new(JsonSerializerDefaults.Web);
    private static readonly string? Executable =
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/usr/local/sbin:{Repository.At("artifacts/apt/usr/sbin")}".Split(':')
            .Select(directory => Path.Combine(directory, "nginx")).FirstOrDefault(File.Exists);

    private readonly TempDirectory prefix;
    private readonly HttpClient client = new();
    private readonly string token;
    private ChildProcess process;
    private long taken;

    private Nginx(TempDirectory prefix, ChildProcess process, Uri url, string token)
    {
        (this.prefix, this.process, this.token) = (prefix, process, token);
        Url = url;
    }

    /// <summary>Why tests with nginx can't run here; null when they can.</summary>
    public static string? Missing => Executable is null ? "nginx is not installed (apt-get install nginx-light)" : null;

    public Uri Url { get; }

    /// <summary>Serves a directory on a free port.</summary>
    /// <param name="root">The directory.</param>
    /// <param name="server">More lines for the server block, for example <c>expires 1h;</c>.</param>
    /// <param name="core">The processor core to stay on; any unless told.</param>
    public static async Task<Nginx> StartAsync(
        string root, string server = "", int? core = null, CancellationToken cancellationToken = default)
    {
        for (int attempt = 1; ; attempt++)
        {
            int port = FreePort();
            string token = Guid.NewGuid().ToString("N");
            TempDirectory prefix = new();
            prefix.Write("nginx.conf", Configuration(prefix.Path, Path.GetFullPath(root), port, token, server));

            Nginx nginx = new(prefix, Launch(prefix, core), new Uri($"http://127.0.0.1:{port}/"), token);
            if (await nginx.IsUpAsync(cancellationToken))
            {
                return nginx;
            }

            string error = nginx.process.Error;
            await nginx.DisposeAsync();
            if (attempt == 3)
            {
                throw new InvalidOperationException($"nginx does not start: {error}");
            }
        }
    }

    public Uri At(string target) => new(Url, target);

    /// <summary>Every request whose response has been read, in the order in which they ended.</summary>
    public async Task<IReadOnlyList<NginxRequest>> ReadLogAsync(CancellationToken cancellationToken = default)
    {
        // One worker logs a request before it takes up the next event: when this answer is here, the lines are too.
        await client.GetStringAsync(At(token), cancellationToken);
        string[] lines = (await File.ReadAllTextAsync(prefix.At("access.log"), cancellationToken)).Split('\n');
        return [.. lines[..^1].Select(line => JsonSerializer.Deserialize<NginxRequest>(line, LogJson)!)];
    }

    /// <summary>The requests since the last time.</summary>
    public async Task<IReadOnlyList<NginxRequest>> TakeLogAsync(CancellationToken cancellationToken = default)
    {
        IReadOnlyList<NginxRequest> all = await ReadLogAsync(cancellationToken);
        IReadOnlyList<NginxRequest> fresh = [.. all.Skip((int)taken)];
        taken = all.Count;
        return fresh;
    }

    /// <summary>Ends nginx at once, in the middle of whatever it sends.</summary>
    public async Task StopAsync()
    {
        process.EndInput();
        await process.ExitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Starts it again after <see cref="StopAsync"/>, on the same port.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken = default)
    {
        await process.DisposeAsync();
        process = Launch(prefix, core: null);
        if (!await IsUpAsync(cancellationToken))
        {
            throw new InvalidOperationException($"nginx does not start again: {process.Error}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await StopAsync();
        await process.DisposeAsync();
        prefix.Dispose();
    }

    // The shell's stdin ends when this process ends, however it ends, and then nginx ends too.
    private static ChildProcess Launch(TempDirectory prefix, int? core) => ChildProcess.Start(
        "/bin/sh",
        [
            "-c",
            "prefix=$0; \"$@\" -p \"$prefix\" -c \"$prefix/nginx.conf\" -e stderr </dev/null & cat >/dev/null; kill $!; wait",
            prefix.Path, .. core is null ? Array.Empty<string>() : ["taskset", "-c", $"{core}"], Executable!,
        ]);

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> IsUpAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        while (!process.Error.Contains("[emerg]", StringComparison.Ordinal))
        {
            try
            {
                return await client.GetStringAsync(At(token), limit.Token) == token;
            }
            catch (HttpRequestException e) when (e.StatusCode is null && !limit.IsCancellationRequested)
            {
                await Task.Delay(10, cancellationToken);
            }
            catch (Exception e) when (e is HttpRequestException || !cancellationToken.IsCancellationRequested)
            {
                return false;
            }
        }

        return false;
    }

    private static string Configuration(string prefix, string root, int port, string token, string server) =>
        $$"""
        daemon off;
        master_process off;
        pid {{prefix}}/pid;
        error_log stderr error;
        events { worker_connections 4096; }
        http {
          log_format lines escape=json '{"method":"$request_method","uri":"$request_uri","status":$status,"bytes":$body_bytes_sent,'
            '"ifNoneMatch":"$http_if_none_match","ifModifiedSince":"$http_if_modified_since","userAgent":"$http_user_agent"}';
          access_log {{prefix}}/access.log lines;
          client_body_temp_path {{prefix}}/body;
          proxy_temp_path {{prefix}}/proxy;
          fastcgi_temp_path {{prefix}}/fastcgi;
          uwsgi_temp_path {{prefix}}/uwsgi;
          scgi_temp_path {{prefix}}/scgi;
          types {
            text/html html htm; text/css css; text/javascript js; text/xml xml; text/plain txt;
            image/png png; image/gif gif; image/jpeg jpg jpeg; image/svg+xml svg; application/pdf pdf;
          }
          keepalive_requests 1000000;
          etag on;
          server {
            listen 127.0.0.1:{{port}};
            root "{{root}}";
            index index.html;
            location = /{{token}} { access_log off; return 200 {{token}}; }
            {{server}}
          }
        }
        """;
}
