using Freshet.Links;

namespace Freshet.Bench;

internal struct LinkCounter : ILinkReceiver
{
    public long Count { get; private set; }

    public readonly void Base(ReadOnlySpan<byte> reference)
    {
    }

    public void Link(in FoundLink link) => Count++;
}
