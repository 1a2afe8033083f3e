using System.Numerics;

namespace Freshet.Storage;

// The hashes of what left lately: sets of four, of which a newcomer takes the oldest one's place.
internal sealed class KeptGhosts
{
    private const int GhostsPerEntry = 2;
    private const int Ways = 4;

    // A hash, and in the upper half the number of its leaving.
    private ulong[] _slots = [];
    private uint _left = 1u << 31;

    public void Add(int hash, int entries)
    {
        if (_slots.Length < GhostsPerEntry * entries)
        {
            _slots = new ulong[BitOperations.RoundUpToPowerOf2((uint)Math.Max(3 * entries, Ways))];
        }

        var set = SetOf(hash);
        var oldest = 0;
        for (var i = 0; i < Ways; i++)
        {
            if ((uint)set[i] == (uint)hash)
            {
                oldest = i;
                break;
            }

            oldest = set[i] >> 32 < set[oldest] >> 32 ? i : oldest;
        }

        set[oldest] = ((ulong)++_left << 32) | (uint)hash;
    }

    /// <summary>Whether it left lately, which is forgotten with this.</summary>
    public bool Remove(int hash, int entries)
    {
        if (_slots.Length == 0)
        {
            return false;
        }

        foreach (ref var slot in SetOf(hash))
        {
            if ((uint)slot == (uint)hash && _left - (uint)(slot >> 32) < GhostsPerEntry * (uint)entries)
            {
                slot = 0;
                return true;
            }
        }

        return false;
    }

    private Span<ulong> SetOf(int hash) => _slots.AsSpan((hash & ((_slots.Length / Ways) - 1)) * Ways, Ways);
}
