using Freshet.Urls;
using Freshet.Storage;

namespace Freshet.Frontiers;

internal sealed class HostNameComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static HostNameComparer Instance { get; } = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)Murmur3.Hash(alternate).Low;

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
}
