using System.Globalization;

namespace Freshet.Http;

/// <content>The directives as text.</content>
public readonly partial struct CacheControl
{
    /// <summary>The known directives as a field value, in one order and writing; reads as equal to these.</summary>
    public override string ToString()
    {
        List<string> directives = [];
        Flag("no-store", NoStore);
        Fields("no-cache", NoCache, NoCacheFields);
        Fields("private", Private, PrivateFields);
        Flag("public", Public);
        Flag("must-revalidate", MustRevalidate);
        Flag("proxy-revalidate", ProxyRevalidate);
        Flag("must-understand", MustUnderstand);
        Flag("immutable", Immutable);
        Flag("no-transform", NoTransform);
        Flag("only-if-cached", OnlyIfCached);
        Seconds("max-age", MaxAge);
        Seconds("s-maxage", SMaxAge);
        Flag("max-stale", MaxStale == TimeSpan.MaxValue);
        Seconds("max-stale", MaxStale == TimeSpan.MaxValue ? null : MaxStale);
        Seconds("min-fresh", MinFresh);
        Seconds("stale-while-revalidate", StaleWhileRevalidate);
        Seconds("stale-if-error", StaleIfError);
        return string.Join(", ", directives);

        void Flag(string name, bool isSet)
        {
            if (isSet)
            {
                directives.Add(name);
            }
        }

        void Fields(string name, bool isUnqualified, IReadOnlyList<string> fields)
        {
            Flag(name, isUnqualified);
            if (fields.Count > 0)
            {
                directives.Add($"{name}=\"{string.Join(", ", fields)}\"");
            }
        }

        void Seconds(string name, TimeSpan? span)
        {
            if (span is { } value)
            {
                directives.Add(string.Create(CultureInfo.InvariantCulture, $"{name}={(long)value.TotalSeconds}"));
            }
        }
    }
}
