using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Freshet.Stores;

/// <summary>The options of a <see cref="RedisStore"/>.</summary>
public sealed record RedisStoreOptions
{
    /// <summary>
    /// Where Redis is: a StackExchange.Redis string (<c>host:6379,host2:6379,password=...,ssl=true</c>) or a URL
    /// (<c>redis://:password@host:6379/0</c>, <c>rediss://</c> for TLS). Several end points are those of one cluster, of a master with
    /// its replicas, or the Sentinels when <see cref="SentinelService"/> is set.
    /// </summary>
    public string Configuration { get; init; } = "";

    /// <summary>What every key in Redis begins with: <c>freshet:</c> unless set. Stores with one prefix on one server are one store.</summary>
    public string KeyPrefix { get; init; } = "freshet:";

    /// <summary>The name of the master that the Sentinels watch; null unless they are asked.</summary>
    public string? SentinelService { get; init; }

    /// <summary>Whether body segments have a connection of their own, so that small records never queue behind them: true unless set.</summary>
    public bool SeparateBodies { get; init; } = true;

    /// <summary>How long connecting may take: 5 seconds unless set.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an answer may take before the call fails: 2 seconds unless set, and up to an eighth more. No call is tried again.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How many calls may be without an answer after their time-out before further ones fail at once: 1,000 unless set.</summary>
    public int MaxUnanswered { get; init; } = 1_000;

    /// <summary>Judges the certificate of the server, for example against a private authority; the system's judgement unless set.</summary>
    public RemoteCertificateValidationCallback? ServerCertificate { get; init; }

    /// <summary>The certificate that the server is shown; none unless set.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>The name that records and events carry: <c>redis</c> unless set.</summary>
    public string Name { get; init; } = "redis";

    /// <summary>The clock of expiry and time-outs: the system's unless set.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Check() => OptionsException.ThrowIfAny(nameof(RedisStoreOptions), Problems());

    private IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Configuration))
        {
            yield return $"{nameof(Configuration)} is empty; 'localhost:6379' or 'redis://localhost:6379' would be right.";
        }
        else if (RedisConfiguration.ProblemOf(Configuration) is { } problem)
        {
            yield return $"{nameof(Configuration)} {problem}";
        }

        if (KeyPrefix is null)
        {
            yield return $"{nameof(KeyPrefix)} is null; an empty one is allowed.";
        }

        if (SentinelService is "")
        {
            yield return $"{nameof(SentinelService)} is empty; the name of the master is right, or null without Sentinels.";
        }

        foreach ((string name, TimeSpan value) in ((string, TimeSpan)[])[(nameof(ConnectTimeout), ConnectTimeout), (nameof(Timeout), Timeout)])
        {
            if (value < TimeSpan.FromMilliseconds(1) || value > TimeSpan.FromHours(1))
            {
                yield return $"{name} is {value}; a millisecond to an hour is right.";
            }
        }

        if (MaxUnanswered < 1)
        {
            yield return $"{nameof(MaxUnanswered)} is {MaxUnanswered:N0}; 1 or more is right.";
        }

        if (string.IsNullOrEmpty(Name))
        {
            yield return $"{nameof(Name)} is empty; events need a name.";
        }

        if (TimeProvider is null)
        {
            yield return $"{nameof(TimeProvider)} is null.";
        }
    }
}
