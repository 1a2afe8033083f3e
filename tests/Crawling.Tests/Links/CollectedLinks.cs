using System.Text;
using Freshet.Links;

namespace Freshet.Tests.Links;

/// <summary>A receiver that keeps everything as text.</summary>
internal sealed class CollectedLinks : ILinkReceiver
{
    public string? BaseReference { get; private set; }

    public List<(LinkKind Kind, string Reference)> Links { get; } = [];

    public List<(LinkRelations Relations, bool NoFollow)> Details { get; } = [];

    public LinkSummary Summary { get; private set; }

    public IEnumerable<string> References => Links.Select(static l => l.Reference);

    public static CollectedLinks Of(ReadOnlySpan<byte> body, string? charset = null, LinkKind kinds = LinkKind.All)
    {
        var links = new CollectedLinks();
        links.Summary = HtmlLinks.Extract(body, charset, ref links, kinds);
        return links;
    }

    public static CollectedLinks Of(string html, LinkKind kinds = LinkKind.All) => Of(Encoding.UTF8.GetBytes(html), "utf-8", kinds);

    public void Base(ReadOnlySpan<byte> reference)
    {
        Assert.Null(BaseReference);
        Assert.Empty(Links);
        BaseReference = Encoding.UTF8.GetString(reference);
    }

    public void Link(in FoundLink link)
    {
        Links.Add((link.Kind, Encoding.UTF8.GetString(link.Reference)));
        Details.Add((link.Relations, link.NoFollow));
    }
}
