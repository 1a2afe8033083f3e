using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Freshet.Values;

// A counter whose increments seldom meet.
internal sealed class StripedCounter
{
    private static readonly int Stripes = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Min(Environment.ProcessorCount, 32));
    private readonly Stripe[] _stripes = new Stripe[Stripes];

    public long Value
    {
        get
        {
            var sum = 0L;
            foreach (ref var stripe in _stripes.AsSpan())
            {
                sum += Volatile.Read(ref stripe.Count);
            }

            return sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Increment() => Interlocked.Increment(ref _stripes[Environment.CurrentManagedThreadId & (_stripes.Length - 1)].Count);

    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Stripe
    {
        [FieldOffset(64)]
        public long Count;
    }
}
