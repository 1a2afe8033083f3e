using System.Buffers;

namespace Freshet.Http;

// The character classes of RFC 9651 and of RFC 9110's token.
internal static class StructuredCharacters
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";
    private const string Digits = "0123456789";
    private const string TokenMarks = "!#$%&'*+-.^_`|~";

    private static readonly SearchValues<char> KeyRest = SearchValues.Create(Letters + Digits + "_-.*");
    private static readonly SearchValues<char> TokenRest = SearchValues.Create(Letters + Letters.ToUpperInvariant() + Digits + TokenMarks + ":/");

    private static readonly SearchValues<char> FieldName = SearchValues.Create(Letters + Letters.ToUpperInvariant() + Digits + TokenMarks);

    public static int KeyLength(ReadOnlySpan<char> text) =>
        text.IsEmpty || !(char.IsAsciiLetterLower(text[0]) || text[0] == '*') ? 0 : Length(text, KeyRest);

    public static int TokenLength(ReadOnlySpan<char> text) =>
        text.IsEmpty || !(char.IsAsciiLetter(text[0]) || text[0] == '*') ? 0 : Length(text, TokenRest);

    public static bool IsKey(ReadOnlySpan<char> text) => text.Length > 0 && KeyLength(text) == text.Length;

    public static bool IsToken(ReadOnlySpan<char> text) => text.Length > 0 && TokenLength(text) == text.Length;

    public static bool IsPrintable(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange(' ', '~');

    public static bool IsFieldName(string text) => !text.AsSpan().ContainsAnyExcept(FieldName);

    private static int Length(ReadOnlySpan<char> text, SearchValues<char> allowed) =>
        text.IndexOfAnyExcept(allowed) is >= 0 and var end ? end : text.Length;
}
