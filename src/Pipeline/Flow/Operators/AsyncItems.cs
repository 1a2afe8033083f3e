namespace Freshet.Flows;

internal static class AsyncItems
{
    /// <summary>Sends the items of a sequence. A run that stops does not wait for a sequence that ignores its token.</summary>
    public static async Task PushAsync<T>(IAsyncEnumerable<T> items, Graph graph, Func<T, ValueTask<bool>> send)
    {
        IAsyncEnumerator<T> each = items.GetAsyncEnumerator(graph.Stopping);
        Task<bool>? pending = null;
        try
        {
            while (!graph.Stopping.IsCancellationRequested)
            {
                ValueTask<bool> moving = each.MoveNextAsync();
                if (!moving.IsCompleted)
                {
                    pending = moving.AsTask();
                    moving = new ValueTask<bool>(pending.WaitAsync(graph.Stopping));
                }

                bool more = await moving.ConfigureAwait(false);
                pending = null;
                if (!more || !await send(each.Current).ConfigureAwait(false))
                {
                    return;
                }
            }
        }
        finally
        {
            if (pending is null or { IsCompleted: true })
            {
                await each.DisposeAsync().ConfigureAwait(false);
            }
            else
            {
                _ = DisposeLaterAsync(each, pending);
            }
        }
    }

    // An iterator can't be disposed of while it moves.
    private static async Task DisposeLaterAsync<T>(IAsyncEnumerator<T> each, Task pending)
    {
        await pending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await each.DisposeAsync().ConfigureAwait(false);
    }
}
