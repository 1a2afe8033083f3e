using System.Runtime.CompilerServices;

namespace Freshet.Links;

/// <summary>The attributes that the tokenizer keeps.</summary>
internal enum HtmlAttribute
{
    None,
    Action,
    Color,
    Content,
    Data,
    Encoding,
    Face,
    FormAction,
    Href,
    HttpEquiv,
    ImageSourceSet,
    Name,
    Poster,
    Rel,
    ShadowRootMode,
    Size,
    Source,
    SourceSet,
    Type,
    XLinkHref,
    Count,
}

/// <summary>Where the value of an attribute stands.</summary>
internal readonly record struct ValueRange(int Start, int Length);

/// <summary>A range for each attribute.</summary>
[InlineArray((int)HtmlAttribute.Count)]
internal struct ValueRanges
{
    private ValueRange _first;
}
