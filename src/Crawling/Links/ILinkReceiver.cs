namespace Freshet.Links;

/// <summary>A destination for the links of one page. Exceptions thrown by it end the extraction and reach the caller.</summary>
public interface ILinkReceiver
{
    /// <summary>
    /// Takes the <c>href</c> of the page's first <c>base</c> element that has one. Called before any link, wherever the element
    /// stands, and at most once; every link of the page resolves against it.
    /// </summary>
    void Base(ReadOnlySpan<byte> reference);

    /// <summary>Takes one link, in document order.</summary>
    void Link(in FoundLink link);
}
