using Freshet.Http;

namespace Freshet.Caching;

internal static class WholeBody
{
    // Reads unread content into memory.
    public static async ValueTask<FetchedResponse> ReadAsync(RequestHead request, FetchedResponse fetched, long limit, CancellationToken cancellationToken)
    {
        using var content = fetched.Content!;
        using var buffer = new GrowingBuffer((int)Math.Clamp(BodyLength.Announced(fetched.Head) + 1 ?? 0, 16 << 10, 1 << 20), limit);
        try
        {
            while (await content.ReadAsync(buffer.Free, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                if (!buffer.TryAdvance(read))
                {
                    throw new FetchException(FetchFailure.BodyTooLarge, $"The body of {request.Uri} is over the limit of {limit} bytes.");
                }
            }
        }
        catch (IOException error) when (error is not FetchException)
        {
            throw new FetchException(FetchFailure.BodyCutShort, $"{request.Uri}: {error.Message}", error);
        }

        return fetched with { Body = buffer.ToBody(), Content = null };
    }
}
