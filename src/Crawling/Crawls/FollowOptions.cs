using System.Runtime.CompilerServices;
using Freshet.Links;
using Freshet.Urls;

namespace Freshet.Crawls;

/// <summary>Which links of a page a crawl follows, and how their URLs are made canonical.</summary>
public sealed record FollowOptions
{
    /// <summary>The defaults.</summary>
    public static FollowOptions Default { get; } = new();

    /// <summary>The kinds of link that are followed.</summary>
    /// <value>The default is <see cref="LinkKind.Pages"/>: anchors, areas, frames and refreshes.</value>
    public LinkKind Kinds { get; init; } = LinkKind.Pages;

    /// <summary>The relations by which a <c>link</c> element is followed although its kind is not.</summary>
    /// <value>The default is next, previous, alternate and canonical.</value>
    public LinkRelations Relations { get; init; } =
        LinkRelations.Next | LinkRelations.Previous | LinkRelations.Alternate | LinkRelations.Canonical;

    /// <summary>Whether links and pages that say <c>nofollow</c> are left alone.</summary>
    /// <value>The default is false.</value>
    public bool RespectNoFollow { get; init; }

    /// <summary>How many redirects in a row are followed.</summary>
    /// <value>The default is 10. Range: 0 to 100.</value>
    public int MaxRedirects { get; init; } = 10;

    /// <summary>How URLs are made canonical.</summary>
    public UrlRules Urls { get; init; } = UrlRules.Default;

    internal bool Takes(in FoundLink link) =>
        ((link.Kind & Kinds) != 0 || (link.Kind == LinkKind.Link && (link.Relations & Relations) != 0)) && !(RespectNoFollow && link.NoFollow);

    [MethodImpl(MethodImplOptions.NoOptimization)]
    internal IEnumerable<string> Problems()
    {
        List<string> problems = [];
        if (MaxRedirects is < 0 or > 100)
        {
            problems.Add($"{nameof(MaxRedirects)} is {MaxRedirects}; it must be 0 to 100.");
        }

        return problems;
    }
}
