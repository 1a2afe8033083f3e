namespace Freshet.Flows;

/// <summary>The claim that something a loop took is still in flight: whoever holds an item's ticket passes it on, or releases it.</summary>
internal abstract class Ticket
{
    private int _held = 1;
    private volatile bool _abandoned;

    public void Retain() => Interlocked.Increment(ref _held);

    public ValueTask ReleaseAsync()
    {
        int left = Interlocked.Decrement(ref _held);
        if (left < 0)
        {
            throw new InvalidOperationException("An item of a loop was completed twice.");
        }

        return left == 0 ? FinishAsync(_abandoned) : default;
    }

    /// <summary>Releases the ticket of an item that was let go because nobody takes more: it was not worked on.</summary>
    public ValueTask AbandonAsync()
    {
        _abandoned = true;
        return ReleaseAsync();
    }

    protected abstract ValueTask FinishAsync(bool abandoned);
}

internal static class TicketExtensions
{
    /// <summary>Lets go of an item that is done.</summary>
    public static ValueTask DropAsync(this Ticket? ticket) => ticket is null ? default : ticket.ReleaseAsync();

    /// <summary>Lets go of an item that nobody took.</summary>
    public static ValueTask RefuseAsync(this Ticket? ticket) => ticket is null ? default : ticket.AbandonAsync();

    /// <summary>An outlet's answer, once something was let go of.</summary>
    public static ValueTask<bool> ThenAsync(this ValueTask released, bool answer)
    {
        if (!released.IsCompletedSuccessfully)
        {
            return AwaitAsync(released, answer);
        }

        released.GetAwaiter().GetResult();
        return new ValueTask<bool>(answer);
    }

    private static async ValueTask<bool> AwaitAsync(ValueTask released, bool answer)
    {
        await released.ConfigureAwait(false);
        return answer;
    }
}
