using Freshet.Http;
using Freshet.Rules;
using Freshet.Storage;

namespace Freshet.Control;

/// <summary>A stored response as it was when it was listed, without its body.</summary>
public sealed class StoredResponse
{
    internal StoredResponse(string key, StoredHead head, CachePolicy policy, DateTimeOffset now)
    {
        var facts = head.FactsUnder(policy);
        var note = head.NoteOrEmpty();
        Key = key;
        Uri = UriOf(key, note);
        Method = head.Method;
        Status = head.Status;
        Fields = head.ToResponse().Fields;
        BodyLength = head.Body.Length;
        ReceivedAt = facts.ResponseTime;
        StoredFor = now - facts.ResponseTime;
        Age = CurrentAge.Of(facts, now);
        Lifetime = FreshnessLifetime.Of(facts, policy);
        IsFresh = Lifetime.Value > Age && !facts.Has(ResponseFlags.NoCache) && !facts.Has(ResponseFlags.Invalidated);
        HasValidator = facts.HasValidator;
        Tags = note.Tags;
    }

    /// <summary>The key of its record.</summary>
    public string Key { get; }

    /// <summary>The target URI, without ignored parameters; null where an own key does not tell it.</summary>
    public Uri? Uri { get; }

    /// <summary>The method of the request that was answered.</summary>
    public string Method { get; }

    /// <summary>The status code.</summary>
    public int Status { get; }

    /// <summary>The stored fields.</summary>
    public HeaderFields Fields { get; }

    /// <summary>The length of the body in bytes, as it came.</summary>
    public long BodyLength { get; }

    /// <summary>When the response, or the 304 that freshened it, was received.</summary>
    public DateTimeOffset ReceivedAt { get; }

    /// <summary>The time since then.</summary>
    public TimeSpan StoredFor { get; }

    /// <summary>Its current age (RFC 9111 §4.2.3).</summary>
    public TimeSpan Age { get; }

    /// <summary>Its freshness lifetime and what that is calculated from.</summary>
    public FreshnessLifetime Lifetime { get; }

    /// <summary>Whether it may be used without asking.</summary>
    public bool IsFresh { get; }

    /// <summary>Whether it can be validated.</summary>
    public bool HasValidator { get; }

    /// <summary>By what it can be purged.</summary>
    public IReadOnlyList<string> Tags { get; }

    /// <summary>One line: status, URI or key, and freshness.</summary>
    public override string ToString() => $"{Method} {Uri?.AbsoluteUri ?? Key}: {Status}, {BodyLength} bytes, {(IsFresh ? "fresh" : "stale")}";

    internal static Uri? UriOf(string key, StoredNote note)
    {
        var text = note.Target ?? key[CacheKey.Prefix.Length..];
        var suffix = text.IndexOf('#', StringComparison.Ordinal);
        text = suffix < 0 ? text : text[..suffix];
        return text.StartsWith("http", StringComparison.Ordinal) && Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri : null;
    }
}
