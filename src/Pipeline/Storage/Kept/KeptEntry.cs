namespace Freshet.Storage;

/// <summary>What is kept in memory under a key, in one of <see cref="KeptQueues{T}"/>.</summary>
internal abstract class KeptEntry<T>(string key, int hash, object? held) where T : KeptEntry<T>
{
    public const byte MostReads = 3;

    private volatile object? _held = held;

    public string Key => key;

    public int Hash => hash;

    public object? Held
    {
        get => _held;
        set => _held = value;
    }

    public T? Newer { get; set; }

    public T? Older { get; set; }

    /// <summary>What it counts for in the queues.</summary>
    public int Weight { get; set; } = 1;

    public byte Reads { get; set; }

    public KeptPlace Place { get; set; }

    /// <summary>Counts a read, up to three; a lost race loses no more than one.</summary>
    public void Touch()
    {
        if (Reads < MostReads)
        {
            Reads++;
        }
    }
}

internal enum KeptPlace : byte
{
    None,
    Small,
    Main,
}
