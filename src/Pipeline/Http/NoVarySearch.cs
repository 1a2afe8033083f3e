namespace Freshet.Http;

/// <summary>Which parts of the query a response does not depend on, by No-Vary-Search (draft-ietf-httpbis-no-vary-search); immutable.</summary>
public sealed class NoVarySearch
{
    /// <summary>The name of the field.</summary>
    public const string FieldName = "No-Vary-Search";

    private NoVarySearch(bool keyOrderMatters, bool ignoresAll, IReadOnlyList<string> named) =>
        (KeyOrderMatters, IgnoresAll, Named) = (keyOrderMatters, ignoresAll, named);

    /// <summary>Everything matters: the whole query, byte by byte.</summary>
    public static NoVarySearch Default { get; } = new(true, false, []);

    /// <summary>Whether the order of the parameters matters; false with <c>key-order</c>.</summary>
    public bool KeyOrderMatters { get; }

    /// <summary>Whether no parameter matters but those of <see cref="Named"/>: <c>params</c>, with or without <c>except</c>.</summary>
    public bool IgnoresAll { get; }

    /// <summary>The decoded names of the only parameters that matter, when <see cref="IgnoresAll"/>; otherwise of those that do not.</summary>
    public IReadOnlyList<string> Named { get; }

    /// <summary>Whether everything matters.</summary>
    public bool IsDefault => KeyOrderMatters && !IgnoresAll && Named.Count == 0;

    /// <summary>What a response says; <see cref="Default"/> without a well-formed field. Never throws.</summary>
    public static NoVarySearch Of(HeaderFields fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return fields.Combined(FieldName) is { } value ? Parse(value) : Default;
    }

    /// <summary>Parses a field value; <see cref="Default"/> when it is not well formed. Never throws.</summary>
    public static NoVarySearch Parse(ReadOnlySpan<char> value)
    {
        if (!StructuredDictionary.TryParse(value, out var dictionary))
        {
            return Default;
        }

        var (order, parameters, except) = (dictionary["key-order"], dictionary["params"], dictionary["except"]);
        if (order is not null && order.Value.Item?.Boolean is null)
        {
            return Default;
        }

        var keyOrderMatters = order?.Item?.Boolean != true;
        if (parameters?.Item?.Boolean == true)
        {
            // "except" is only allowed beside "params" as a Boolean true
            var named = except is null ? [] : Keys(except.Value);
            return named is null ? Default : new(keyOrderMatters, true, named);
        }

        if (except is not null)
        {
            return Default;
        }

        var ignored = parameters is null || parameters.Value.Item?.Boolean == false ? [] : Keys(parameters.Value);
        return ignored is null ? Default : new(keyOrderMatters, false, ignored);
    }

    /// <summary>Whether two URIs differ in nothing that matters.</summary>
    public bool Equivalent(Uri a, Uri b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return Simplify(a) == Simplify(b);
    }

    /// <summary>The URI with only what matters of its query, in one writing: equal for equivalent URIs and for no others.</summary>
    public string Simplify(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        var text = uri.AbsoluteUri.AsSpan();
        var fragment = text.IndexOf('#');
        text = fragment < 0 ? text : text[..fragment];
        var query = text.IndexOf('?');
        if (IsDefault)
        {
            return text.ToString();
        }

        var pairs = query < 0 ? [] : FormFields.Parse(text[(query + 1)..]);
        pairs.RemoveAll(pair => Named.Contains(pair.Name) != IgnoresAll);
        IEnumerable<(string Name, string Value)> ordered = KeyOrderMatters ? pairs : pairs.OrderBy(pair => pair.Name, StringComparer.Ordinal);
        return $"{(query < 0 ? text : text[..query])}?{FormFields.Write(ordered)}";
    }

    /// <summary>The field value, or nothing for <see cref="Default"/>.</summary>
    public override string ToString()
    {
        List<KeyValuePair<string, StructuredMember>> members = [];
        var names = new StructuredMember([.. Named.Select(name => new StructuredItem(BareItem.OfString(FormFields.Encode(name))))]);
        if (!KeyOrderMatters)
        {
            members.Add(new("key-order", new(BareItem.OfBoolean(true))));
        }

        if (IgnoresAll)
        {
            members.Add(new("params", new(BareItem.OfBoolean(true))));
        }

        if (Named.Count > 0)
        {
            members.Add(new(IgnoresAll ? "except" : "params", names));
        }

        return new StructuredDictionary(members).ToString();
    }

    private static List<string>? Keys(in StructuredMember member)
    {
        if (member.InnerList is not { } items)
        {
            return null;
        }

        List<string> keys = [];
        foreach (var item in items)
        {
            if (item.Value.String is not { } key)
            {
                return null;
            }

            keys.Add(FormFields.Decode(key));
        }

        return keys;
    }
}
