namespace Freshet.Links;

/// <summary>Finds attributes by name.</summary>
internal static class AttributeNames
{
    private static readonly ulong s_action = TagName.Of("action").Key;
    private static readonly ulong s_color = TagName.Of("color").Key;
    private static readonly ulong s_content = TagName.Of("content").Key;
    private static readonly ulong s_data = TagName.Of("data").Key;
    private static readonly ulong s_encoding = TagName.Of("encoding").Key;
    private static readonly ulong s_face = TagName.Of("face").Key;
    private static readonly ulong s_formAction = TagName.Of("formaction").Key;
    private static readonly ulong s_href = TagName.Of("href").Key;
    private static readonly ulong s_httpEquiv = TagName.Of("http-equiv").Key;
    private static readonly ulong s_imageSourceSet = TagName.Of("imagesrcset").Key;
    private static readonly ulong s_name = TagName.Of("name").Key;
    private static readonly ulong s_poster = TagName.Of("poster").Key;
    private static readonly ulong s_rel = TagName.Of("rel").Key;
    private static readonly ulong s_shadowRootMode = TagName.Of("shadowrootmode").Key;
    private static readonly ulong s_size = TagName.Of("size").Key;
    private static readonly ulong s_source = TagName.Of("src").Key;
    private static readonly ulong s_sourceSet = TagName.Of("srcset").Key;
    private static readonly ulong s_type = TagName.Of("type").Key;
    private static readonly ulong s_xlinkHref = TagName.Of("xlink:href").Key;

    public static HtmlAttribute Find(in TagName name)
    {
        var key = name.Key;
        return name.Length switch
        {
            3 => key == s_source ? HtmlAttribute.Source : key == s_rel ? HtmlAttribute.Rel : HtmlAttribute.None,
            4 => key == s_href ? HtmlAttribute.Href
                : key == s_name ? HtmlAttribute.Name
                : key == s_type ? HtmlAttribute.Type
                : key == s_data ? HtmlAttribute.Data
                : key == s_size ? HtmlAttribute.Size
                : key == s_face ? HtmlAttribute.Face : HtmlAttribute.None,
            5 => key == s_color ? HtmlAttribute.Color : HtmlAttribute.None,
            6 => key == s_sourceSet ? HtmlAttribute.SourceSet
                : key == s_action ? HtmlAttribute.Action
                : key == s_poster ? HtmlAttribute.Poster : HtmlAttribute.None,
            7 => key == s_content ? HtmlAttribute.Content : HtmlAttribute.None,
            8 => key == s_encoding ? HtmlAttribute.Encoding : HtmlAttribute.None,
            10 => key == s_httpEquiv ? HtmlAttribute.HttpEquiv
                : key == s_formAction ? HtmlAttribute.FormAction
                : key == s_xlinkHref ? HtmlAttribute.XLinkHref : HtmlAttribute.None,
            11 => key == s_imageSourceSet ? HtmlAttribute.ImageSourceSet : HtmlAttribute.None,
            14 => key == s_shadowRootMode ? HtmlAttribute.ShadowRootMode : HtmlAttribute.None,
            _ => HtmlAttribute.None,
        };
    }
}
