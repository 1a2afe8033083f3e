using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>What a server answered to one meta command; its value is in a rented array, or what it complains of in one of its own.</summary>
internal readonly record struct MetaResponse(MetaCode Code, ulong Cas, byte[]? Rented, int Length)
{
    public ReadOnlyMemory<byte> Value => Rented.AsMemory(0, Length);

    public void Return()
    {
        if (Rented is not null && Code == MetaCode.Value)
        {
            StoreBuffers.Return(Rented);
        }
    }
}

/// <summary>The answers of the meta protocol.</summary>
internal enum MetaCode
{
    Value,
    Done,
    Absent,
    NotStored,
    Changed,
    Failed,
}
