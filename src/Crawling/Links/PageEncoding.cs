using System.Runtime.CompilerServices;
using System.Text;

namespace Freshet.Links;

/// <summary>A character encoding of the WHATWG Encoding standard, the ones that browsers read pages in.</summary>
public sealed partial class PageEncoding
{
    private static readonly Dictionary<string, PageEncoding> s_byLabel = Index();

    private static readonly Dictionary<string, PageEncoding>.AlternateLookup<ReadOnlySpan<char>> s_byLabelSpan =
        s_byLabel.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly string _labels;
    private readonly Lazy<Encoding> _encoding;

    private PageEncoding(string name, int codePage, string labels)
    {
        Name = name;
        _labels = labels;
        _encoding = new Lazy<Encoding>(() => Create(name, codePage));
        IsAsciiCompatible = name is not ("utf-16be" or "utf-16le" or "iso-2022-jp" or "replacement");
    }

    /// <summary>UTF-8.</summary>
    public static PageEncoding Utf8 { get; } = s_byLabel["utf-8"];

    /// <summary>windows-1252, which is also what the label ISO-8859-1 means.</summary>
    public static PageEncoding Windows1252 { get; } = s_byLabel["windows-1252"];

    internal static PageEncoding Utf16BigEndian { get; } = s_byLabel["utf-16be"];

    internal static PageEncoding Utf16LittleEndian { get; } = s_byLabel["utf-16le"];

    internal static PageEncoding UserDefined { get; } = s_byLabel["x-user-defined"];

    /// <summary>The encoding's name in the standard, in lower case, for example <c>windows-1252</c>.</summary>
    public string Name { get; }

    /// <summary>The .NET encoding that decodes it; malformed input becomes U+FFFD. For <c>replacement</c> it is UTF-8.</summary>
    public Encoding Encoding => _encoding.Value;

    /// <summary>The encoding that the query of a URL on such a page is written in: this one, or UTF-8 for UTF-16 and <c>replacement</c>.</summary>
    public PageEncoding QueryEncoding => IsAsciiCompatible || Name == "iso-2022-jp" ? this : Utf8;

    internal bool IsAsciiCompatible { get; }

    internal bool IsReplacement => Name == "replacement";

    internal bool IsUtf8 => ReferenceEquals(this, Utf8);

    /// <summary>Finds the encoding that a label names (WHATWG Encoding 4.2), ignoring case and white space around it; null if none.</summary>
    public static PageEncoding? Find(ReadOnlySpan<char> label) =>
        s_byLabelSpan.TryGetValue(label.Trim("\t\n\f\r "), out var encoding) ? encoding : null;

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal static PageEncoding? Find(ReadOnlySpan<byte> label)
    {
        Span<char> chars = stackalloc char[64];
        return label.Length <= chars.Length ? Find(chars[..Encoding.Latin1.GetChars(label, chars)]) : null;
    }

    [MethodImpl(MethodImplOptions.NoOptimization)]
    private static Dictionary<string, PageEncoding> Index()
    {
        Dictionary<string, PageEncoding> byLabel = new(StringComparer.OrdinalIgnoreCase);
        foreach (var encoding in CreateAll())
        {
            foreach (var label in encoding._labels.Split(' '))
            {
                byLabel.Add(label, encoding);
            }
        }

        return byLabel;
    }

    private static Encoding Create(string name, int codePage) => codePage switch
    {
        65001 => Encoding.UTF8,
        1200 => Encoding.Unicode,
        1201 => Encoding.BigEndianUnicode,
        0 => SingleByteEncoding.Create(name) ?? Encoding.UTF8,
        _ => CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD"))
            ?? Encoding.UTF8,
    };
}
