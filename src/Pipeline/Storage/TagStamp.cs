namespace Freshet.Storage;

// One tag as memory knows it. Ticks never falls.
internal sealed class TagStamp(string tag)
{
    private long _ticks;
    private long _checkedAt = long.MinValue;

    public string Tag => tag;

    /// <summary>UTC ticks of the last purge, 0 for none.</summary>
    public long Ticks => Volatile.Read(ref _ticks);

    /// <summary>No longer in the table: its holder has to ask for the tag again.</summary>
    public volatile bool Dropped;

    public Task? Reading { get; set; }

    // A clock that was set back makes the difference negative, which as unsigned is never small.
    public bool IsFresh(long now, long refreshAfter) => (ulong)(now - Volatile.Read(ref _checkedAt)) < (ulong)refreshAfter;

    public void Checked(long now) => Volatile.Write(ref _checkedAt, now);

    public void Raise(long ticks) => Raise(ref _ticks, ticks);

    public static void Raise(ref long value, long to)
    {
        for (var known = Volatile.Read(ref value); known < to; known = Volatile.Read(ref value))
        {
            if (Interlocked.CompareExchange(ref value, to, known) == known)
            {
                return;
            }
        }
    }
}
