namespace Freshet.Tests.Kit;

/// <summary>A request as it came over the wire.</summary>
public sealed record OriginRequest(string Method, string Target, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    /// <summary>The path, without the query.</summary>
    public string Path => Target.Split('?', 2)[0];

    /// <summary>The field's values joined by ", ", null when it was not sent.</summary>
    public string? this[string name]
    {
        get
        {
            string[] values = [.. Headers.Where(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value)];
            return values.Length == 0 ? null : string.Join(", ", values);
        }
    }

    public override string ToString() => $"{Method} {Target}";
}
