using System.Globalization;
using StackExchange.Redis;

namespace Freshet.Stores;

/// <summary>What the client is told about where Redis is.</summary>
internal static class RedisConfiguration
{
    /// <summary>What is wrong with a configuration, as the rest of a sentence; null when nothing is.</summary>
    public static string? ProblemOf(string configuration)
    {
        try
        {
            return Parse(configuration).EndPoints.Count == 0 ? "names no server; 'localhost:6379' would be right." : null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // The text may hold a password: it is not repeated.
            return $"can't be read: {e.Message}";
        }
    }

    public static ConfigurationOptions Of(RedisStoreOptions options)
    {
        ConfigurationOptions client = Parse(options.Configuration);
        int timeout = (int)options.Timeout.TotalMilliseconds;
        client.AbortOnConnectFail = false;
        client.ConnectTimeout = (int)options.ConnectTimeout.TotalMilliseconds;
        client.ConnectRetry = 1;
        client.ReconnectRetryPolicy = new LinearRetry(250);
        client.SyncTimeout = timeout;
        client.ResponseTimeout = timeout * 5;
        client.KeepAlive = 10;

        // Nobody else's name, and leave to use it: see RedisFence.
        client.ClientName = $"{client.ClientName ?? "freshet"}-{Guid.NewGuid():N}";
        client.AllowAdmin = true;
        if (options.ServerCertificate is { } judge)
        {
            client.CertificateValidation += judge;
        }

        if (options.ClientCertificate is { } own)
        {
            client.CertificateSelection += (_, _, _, _, _) => own;
        }

        return client;
    }

    private static ConfigurationOptions Parse(string configuration)
    {
        ConfigurationOptions client = configuration.Contains("://", StringComparison.Ordinal)
            ? OfUrl(configuration)
            : ConfigurationOptions.Parse(configuration);
        client.SetDefaultPorts();
        return client;
    }

    private static ConfigurationOptions OfUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("redis" or "rediss") || url.Host.Length == 0)
        {
            throw new FormatException("redis://HOST:PORT/DATABASE or rediss:// would be right.");
        }

        var client = new ConfigurationOptions { Ssl = url.Scheme == "rediss" };
        client.EndPoints.Add(url.DnsSafeHost, url.Port < 0 ? 6379 : url.Port);
        string[] user = url.UserInfo.Split(':', 2);
        if (user[0] is not ("" or "default"))
        {
            throw new FormatException("a user other than 'default' is not supported by the client; give the password alone, as in redis://:PASSWORD@HOST.");
        }

        client.Password = user.Length == 2 ? Uri.UnescapeDataString(user[1]) : null;
        string database = url.AbsolutePath.Trim('/');
        if (database.Length > 0)
        {
            client.DefaultDatabase = int.TryParse(database, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                ? number
                : throw new FormatException($"the database '{database}' is not a number.");
        }

        if (client.Ssl)
        {
            client.SslHost = url.DnsSafeHost;
        }

        return client;
    }
}
