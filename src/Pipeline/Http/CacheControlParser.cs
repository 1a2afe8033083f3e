namespace Freshet.Http;

internal static partial class CacheControlParser
{
    public static void Parse(ReadOnlySpan<char> text, ref Result result)
    {
        while (true)
        {
            text = text.TrimStart(" \t,");
            if (text.IsEmpty)
            {
                return;
            }

            var end = text.IndexOfAny(",= \t");
            var name = end < 0 ? text : text[..end];
            text = end < 0 ? [] : text[end..];
            var argument = Argument(ref text, out var form);
            Apply(name, argument, form, ref result);
        }
    }

    // Leaves `text` behind the directive. White space around "=" is outside the grammar: the argument is there, but not well formed.
    private static ReadOnlySpan<char> Argument(scoped ref ReadOnlySpan<char> text, out Form form)
    {
        var rest = text.TrimStart(" \t");
        form = Form.None;
        if (rest.IsEmpty || rest[0] != '=')
        {
            Skip(ref text);
            return [];
        }

        form = Form.Token;
        var malformed = rest.Length != text.Length;
        text = rest[1..];
        rest = text.TrimStart(" \t");
        malformed |= rest.Length != text.Length;
        text = rest;
        var argument = text.Length > 0 && text[0] == '"' ? Quoted(ref text, ref form) : Skip(ref text);
        if (form == Form.Quoted)
        {
            malformed |= !Skip(ref text).IsEmpty;
        }

        form = malformed ? Form.Malformed : form;
        return argument;
    }

    private static ReadOnlySpan<char> Quoted(scoped ref ReadOnlySpan<char> text, scoped ref Form form)
    {
        form = Form.Quoted;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                var inner = text[1..i];
                text = text[(i + 1)..];
                return inner;
            }
        }

        form = Form.Malformed;
        var open = text[1..];
        text = [];
        return open;
    }

    private static ReadOnlySpan<char> Skip(scoped ref ReadOnlySpan<char> text)
    {
        var comma = text.IndexOf(',');
        var skipped = (comma < 0 ? text : text[..comma]).Trim(" \t");
        text = comma < 0 ? [] : text[(comma + 1)..];
        return skipped;
    }

    private static void Apply(ReadOnlySpan<char> name, ReadOnlySpan<char> argument, Form form, ref Result result)
    {
        result.Directives |= CacheDirectives.Any;
        switch (name.Length)
        {
            case 6 when Is(name, "public"):
                result.Directives |= CacheDirectives.Public;
                break;
            case 7 when Is(name, "max-age"):
                Set(ref result.MaxAge, argument, form);
                break;
            case 7 when Is(name, "private"):
                Fields(ref result, ref result.PrivateFields, CacheDirectives.Private, argument, form);
                break;
            case 8 when Is(name, "no-cache"):
                Fields(ref result, ref result.NoCacheFields, CacheDirectives.NoCache, argument, form);
                break;
            case 8 when Is(name, "no-store"):
                result.Directives |= CacheDirectives.NoStore;
                break;
            case 8 when Is(name, "s-maxage"):
                Set(ref result.SMaxAge, argument, form);
                break;
            case 9 when Is(name, "immutable"):
                result.Directives |= CacheDirectives.Immutable;
                break;
            case 9 when Is(name, "min-fresh"):
                Set(ref result.MinFresh, argument, form);
                break;
            case 9 when Is(name, "max-stale"):
                if (form == Form.None)
                {
                    result.Directives |= CacheDirectives.MaxStaleUnlimited;
                }
                else
                {
                    Set(ref result.MaxStale, argument, form);
                }

                break;
            case 12 when Is(name, "no-transform"):
                result.Directives |= CacheDirectives.NoTransform;
                break;
            case 14 when Is(name, "only-if-cached"):
                result.Directives |= CacheDirectives.OnlyIfCached;
                break;
            case 14 when Is(name, "stale-if-error"):
                Set(ref result.StaleIfError, argument, form);
                break;
            case 15 when Is(name, "must-revalidate"):
                result.Directives |= CacheDirectives.MustRevalidate;
                break;
            case 15 when Is(name, "must-understand"):
                result.Directives |= CacheDirectives.MustUnderstand;
                break;
            case 16 when Is(name, "proxy-revalidate"):
                result.Directives |= CacheDirectives.ProxyRevalidate;
                break;
            case 22 when Is(name, "stale-while-revalidate"):
                Set(ref result.StaleWhileRevalidate, argument, form);
                break;
        }
    }

    private static bool Is(ReadOnlySpan<char> name, string directive) => name.Equals(directive, StringComparison.OrdinalIgnoreCase);

    private static void Set(ref uint stored, ReadOnlySpan<char> argument, Form form)
    {
        // §4.2.1: when there is more than one value present, the first occurrence should be used.
        if (stored != 0)
        {
            return;
        }

        // §4.2.1: invalid freshness information (for example a max-age that is no integer) makes the response stale.
        var seconds = form is Form.Token or Form.Quoted ? DeltaSeconds.Parse(argument) : DeltaSeconds.Invalid;
        stored = (uint)Math.Max(seconds, 0) + 1;
    }

    private static void Fields(ref Result result, ref string[]? fields, CacheDirectives unqualified, ReadOnlySpan<char> argument, Form form)
    {
        var names = form == Form.None ? [] : argument.ToString().Split([',', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (names.Length == 0 || form == Form.Malformed || !Array.TrueForAll(names, StructuredCharacters.IsFieldName))
        {
            result.Directives |= unqualified;
        }
        else
        {
            fields = [.. fields ?? [], .. names];
        }
    }

    public struct Result
    {
        public CacheDirectives Directives;

        // Seconds plus one; zero is absent.
        public uint MaxAge;
        public uint SMaxAge;
        public uint MaxStale;
        public uint MinFresh;
        public uint StaleWhileRevalidate;
        public uint StaleIfError;
        public string[]? NoCacheFields;
        public string[]? PrivateFields;
    }

    private enum Form
    {
        None,
        Token,
        Quoted,
        Malformed,
    }
}
