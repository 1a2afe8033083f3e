namespace Freshet.Links;

/// <summary>What a link on a page is for; a set of them says which links to report.</summary>
[Flags]
public enum LinkKind
{
    /// <summary>No kind.</summary>
    None = 0,

    /// <summary>The <c>href</c> of an <c>a</c> element, HTML or SVG.</summary>
    Anchor = 1 << 0,

    /// <summary>The <c>href</c> of an <c>area</c> element.</summary>
    Area = 1 << 1,

    /// <summary>The <c>href</c> of a <c>link</c> element; its relations say what for.</summary>
    Link = 1 << 2,

    /// <summary>An image: <c>img</c> and <c>input type=image</c> (<c>src</c>), <c>video</c> (<c>poster</c>), SVG <c>image</c> (<c>href</c>).</summary>
    Image = 1 << 3,

    /// <summary>One candidate of a <c>srcset</c> or <c>imagesrcset</c> attribute.</summary>
    SourceSet = 1 << 4,

    /// <summary>The <c>src</c> of an <c>audio</c>, <c>video</c>, <c>source</c> or <c>track</c> element.</summary>
    Media = 1 << 5,

    /// <summary>The <c>src</c> of an <c>iframe</c> or <c>frame</c> element.</summary>
    Frame = 1 << 6,

    /// <summary>The <c>src</c> of an <c>embed</c> element or the <c>data</c> of an <c>object</c> element.</summary>
    Embed = 1 << 7,

    /// <summary>The <c>src</c> of a <c>script</c> element, or the <c>href</c> of an SVG one.</summary>
    Script = 1 << 8,

    /// <summary>The <c>action</c> of a <c>form</c> element or the <c>formaction</c> of a <c>button</c> or <c>input</c> element.</summary>
    Form = 1 << 9,

    /// <summary>The address in a <c>meta http-equiv=refresh</c> element.</summary>
    MetaRefresh = 1 << 10,

    /// <summary>The <c>href</c> of an SVG <c>use</c> element.</summary>
    Use = 1 << 11,

    /// <summary>What leads to other pages: anchors, areas, frames and refreshes.</summary>
    Pages = Anchor | Area | Frame | MetaRefresh,

    /// <summary>What a browser loads to show the page.</summary>
    Requisites = Link | Image | SourceSet | Media | Frame | Embed | Script | Use,

    /// <summary>Every kind.</summary>
    All = Pages | Requisites | Form,
}
