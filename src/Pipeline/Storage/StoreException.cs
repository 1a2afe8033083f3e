namespace Freshet.Storage;

/// <summary>A fault of a store's medium: the disk, the network, a server.</summary>
public sealed class StoreException : IOException
{
    /// <summary>Creates the error.</summary>
    public StoreException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
