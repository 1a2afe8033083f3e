namespace Freshet.Flows;

/// <summary>The tickets of the items that became one batch.</summary>
internal sealed class BatchTicket(List<Ticket> members) : Ticket
{
    public static Ticket? Of(List<Ticket> members) => members.Count switch
    {
        0 => null,
        1 => members[0],
        _ => new BatchTicket(members),
    };

    protected override async ValueTask FinishAsync(bool abandoned)
    {
        foreach (Ticket member in members)
        {
            await (abandoned ? member.AbandonAsync() : member.ReleaseAsync()).ConfigureAwait(false);
        }
    }
}
