namespace Freshet.Links;

/// <summary>A link found on a page; valid only while the receiver is being called.</summary>
public readonly ref struct FoundLink
{
    /// <summary>Makes a found link.</summary>
    public FoundLink(ReadOnlySpan<byte> reference, LinkKind kind, LinkRelations relations = LinkRelations.None, bool noFollow = false)
    {
        Reference = reference;
        Kind = kind;
        Relations = relations;
        NoFollow = noFollow;
    }

    /// <summary>
    /// The URL reference as written, in UTF-8: character references decoded, HTML white space stripped at both ends. It is not
    /// resolved, and tabs and newlines inside it are left to the URL parser.
    /// </summary>
    public ReadOnlySpan<byte> Reference { get; }

    /// <summary>The one kind of this link.</summary>
    public LinkKind Kind { get; }

    /// <summary>The relations that the link's <c>rel</c> attribute names.</summary>
    public LinkRelations Relations { get; }

    /// <summary>Whether the link's <c>rel</c> attribute or the page's robots meta element says <c>nofollow</c>.</summary>
    public bool NoFollow { get; }
}
