namespace Freshet.Urls;

/// <summary>A part of the seen set: an open addressing table that readers search while one writer, under the lock, adds.</summary>
internal sealed class SeenShard
{
    // Pairs of halves. The low half is written last: other than 0, it says that the pair is whole.
    private ulong[] _pairs = new ulong[2 * 8];
    private int _count;
    private HashSet<ulong>? _withoutLow;

    public bool Contains(UrlKey key)
    {
        if (key.Low == 0)
        {
            return ContainsWithoutLow(key.High);
        }

        var pairs = Volatile.Read(ref _pairs);
        for (var i = Start(key.Low, pairs.Length); ; i = i + 2 < pairs.Length ? i + 2 : 0)
        {
            var low = Volatile.Read(ref pairs[i]);
            if (low == 0)
            {
                return false;
            }

            if (low == key.Low && pairs[i + 1] == key.High)
            {
                return true;
            }
        }
    }

    public void Add(UrlKey key)
    {
        if (key.Low == 0)
        {
            (_withoutLow ??= []).Add(key.High);
            return;
        }

        // At most 4/5 full, growing by half: 20 to 31 bytes a key.
        if (++_count * 5 > _pairs.Length / 2 * 4)
        {
            Grow();
        }

        Put(_pairs, key.Low, key.High);
    }

    private bool ContainsWithoutLow(ulong high)
    {
        lock (this)
        {
            return _withoutLow?.Contains(high) ?? false;
        }
    }

    private void Grow()
    {
        var old = _pairs;
        var pairs = new ulong[2 * (old.Length / 4 * 3)];
        for (var i = 0; i < old.Length; i += 2)
        {
            if (old[i] != 0)
            {
                Put(pairs, old[i], old[i + 1]);
            }
        }

        Volatile.Write(ref _pairs, pairs);
    }

    private static void Put(ulong[] pairs, ulong low, ulong high)
    {
        var i = Start(low, pairs.Length);
        while (pairs[i] != 0)
        {
            i = i + 2 < pairs.Length ? i + 2 : 0;
        }

        pairs[i + 1] = high;
        Volatile.Write(ref pairs[i], low);
    }

    private static int Start(ulong low, int length) => (int)Math.BigMul(low, (ulong)length >> 1, out _) << 1;
}
