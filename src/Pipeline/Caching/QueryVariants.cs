using System.Text;
using Freshet.Http;
using Freshet.Rules;
using Freshet.Storage;

namespace Freshet.Caching;

// Finds responses of other URIs that No-Vary-Search says are as good. Beside the records of responses there are three more:
// "n/" that there are any, "n/" + URI without query + "#" which variances its responses have, and "n/" + simplified URI the URI that was stored.
internal sealed class QueryVariants(CacheParts parts)
{
    private const string Marker = "n/";
    private const int MaxVariances = 4;

    // Unknown until the first lookup; a cache that has never seen the field asks for nothing.
    private bool? _isUsed;

    public static bool IsPossible(Exchange exchange) =>
        exchange.Policy.NoVarySearch && exchange.Control!.Keys is null && exchange.Request.Method is "GET" or "HEAD";

    // The stored responses of another URI that answer for this one too.
    public async ValueTask<StoredHeads> FindAsync(Exchange exchange, HeadRecords records, CancellationToken cancellationToken)
    {
        _isUsed ??= await ReadAsync(Marker, cancellationToken).ConfigureAwait(false) is not null;
        var uri = exchange.Request.Uri;
        if (_isUsed == false || await ReadAsync(VariancesKey(uri), cancellationToken).ConfigureAwait(false) is not { } variances)
        {
            return StoredHeads.Empty;
        }

        foreach (var line in variances.Split('\n'))
        {
            var alias = await ReadAsync(Key(NoVarySearch.Parse(line).Simplify(uri)), cancellationToken).ConfigureAwait(false);
            if (alias is null || !Uri.TryCreate(alias, UriKind.Absolute, out var target) || CacheKey.Of(target) == exchange.Key)
            {
                continue;
            }

            var heads = await records.ReadOtherAsync(exchange, CacheKey.Of(target), cancellationToken).ConfigureAwait(false);
            foreach (var head in heads)
            {
                heads = NoVarySearch.Of(head.Fields).Equivalent(uri, target) ? heads : heads.Without(head);
            }

            if (heads.Count > 0)
            {
                return heads;
            }
        }

        return StoredHeads.Empty;
    }

    // Notes where the response of a URI is found by others.
    public async ValueTask NoteAsync(string key, Uri uri, StoredHead head, CachePolicy policy, CancellationToken cancellationToken)
    {
        if (!policy.NoVarySearch || head.First(NoVarySearch.FieldName) is null || key != CacheKey.Of(uri)
            || NoVarySearch.Of(head.Fields) is not { IsDefault: false } variance)
        {
            return;
        }

        var line = variance.ToString();
        var known = (await ReadAsync(VariancesKey(uri), cancellationToken).ConfigureAwait(false))?.Split('\n') ?? [];
        if (known.FirstOrDefault() != line)
        {
            var lines = string.Join('\n', known.Where(other => other != line).Prepend(line).Take(MaxVariances));
            await WriteAsync(VariancesKey(uri), lines, cancellationToken).ConfigureAwait(false);
        }

        await WriteAsync(Key(variance.Simplify(uri)), uri.AbsoluteUri, cancellationToken).ConfigureAwait(false);
        if (_isUsed != true)
        {
            await WriteAsync(Marker, "1", cancellationToken).ConfigureAwait(false);
            _isUsed = true;
        }
    }

    private static string VariancesKey(Uri uri) => Key($"{uri.GetLeftPart(UriPartial.Path)}#");

    private static string Key(string text) => string.Concat(Marker, CacheKey.OfText(text).AsSpan(CacheKey.Prefix.Length));

    private async ValueTask<string?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        using var record = await parts.Store.GetAsync(key, cancellationToken).ConfigureAwait(false);
        return record is null ? null : Encoding.UTF8.GetString(record.Value.Span);
    }

    private ValueTask<bool> WriteAsync(string key, string text, CancellationToken cancellationToken) =>
        parts.Store.SetAsync(key, Encoding.UTF8.GetBytes(text), cancellationToken);
}
