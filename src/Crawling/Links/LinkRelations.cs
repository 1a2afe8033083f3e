namespace Freshet.Links;

/// <summary>The keywords of a <c>rel</c> attribute that matter to a crawler; others are not reported.</summary>
[Flags]
public enum LinkRelations
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary><c>nofollow</c>: the page does not endorse the link.</summary>
    NoFollow = 1 << 0,

    /// <summary><c>ugc</c>: user-generated content.</summary>
    UserGenerated = 1 << 1,

    /// <summary><c>sponsored</c>: an advertisement.</summary>
    Sponsored = 1 << 2,

    /// <summary><c>canonical</c>: the preferred address of this page.</summary>
    Canonical = 1 << 3,

    /// <summary><c>alternate</c>: another form of this page (a translation, a feed).</summary>
    Alternate = 1 << 4,

    /// <summary><c>next</c>: the next page of a series.</summary>
    Next = 1 << 5,

    /// <summary><c>prev</c> or <c>previous</c>: the previous page of a series.</summary>
    Previous = 1 << 6,

    /// <summary><c>stylesheet</c>.</summary>
    Stylesheet = 1 << 7,

    /// <summary><c>icon</c>.</summary>
    Icon = 1 << 8,

    /// <summary><c>manifest</c>.</summary>
    Manifest = 1 << 9,

    /// <summary><c>preload</c>, <c>modulepreload</c> or <c>prefetch</c>: something to load early.</summary>
    Preload = 1 << 10,

    /// <summary><c>preconnect</c> or <c>dns-prefetch</c>: a host to connect to early, nothing to load.</summary>
    Preconnect = 1 << 11,
}
