using System.Globalization;

namespace Freshet.Storage;

/// <summary>The keys under which the segments of bodies are stored.</summary>
public static class BodyKeys
{
    /// <summary>What the key of every segment begins with.</summary>
    public const string Prefix = "b/";

    /// <summary>The key of a segment: <c>b/</c>, the 32 hexadecimal digits of the body, <c>/</c> and the index from 0.</summary>
    public static string Segment(BodyId body, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{body.High:x16}{body.Low:x16}/{index}");

    /// <summary>What the keys of all segments of a body begin with.</summary>
    public static string AllSegments(BodyId body) => $"{Prefix}{body}/";
}
