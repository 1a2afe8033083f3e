namespace Freshet.Links;

/// <summary>What a page said of itself.</summary>
/// <param name="Encoding">The encoding the page was read in; URL queries on it are encoded with its <see cref="PageEncoding.QueryEncoding"/>.</param>
/// <param name="Links">How many links were reported.</param>
/// <param name="NoFollow">Whether a robots meta element says <c>nofollow</c> or <c>none</c>.</param>
/// <param name="NoIndex">Whether a robots meta element says <c>noindex</c> or <c>none</c>.</param>
public readonly record struct LinkSummary(PageEncoding Encoding, int Links, bool NoFollow, bool NoIndex);
