namespace Freshet.Stores;

/// <summary>Tells whether a key may have changed between two moments: a counter for each of 1,024 groups of keys.</summary>
internal sealed class KeyStamps
{
    private readonly int[] _stamps = new int[1024];

    public int Of(string key) => Volatile.Read(ref _stamps[GroupOf(key)]);

    /// <summary>Counts now and when disposed: who reads in between must not take what he read for the newest.</summary>
    public Change Begin(string key) => new(_stamps, GroupOf(key));

    public Change BeginAll() => new(_stamps, -1);

    private int GroupOf(string key) => key.GetHashCode(StringComparison.Ordinal) & (_stamps.Length - 1);

    internal readonly struct Change : IDisposable
    {
        private readonly int[] _stamps;
        private readonly int _group;

        public Change(int[] stamps, int group)
        {
            (_stamps, _group) = (stamps, group);
            Count();
        }

        public void Dispose() => Count();

        private void Count()
        {
            if (_group >= 0)
            {
                Interlocked.Increment(ref _stamps[_group]);
                return;
            }

            for (int i = 0; i < _stamps.Length; i++)
            {
                Interlocked.Increment(ref _stamps[i]);
            }
        }
    }
}
