namespace Freshet.Storage;

/// <summary>The bytes of one record as read from a store.</summary>
/// <remarks>Dispose it when the bytes are no longer needed: the memory may be rented. Forgetting to costs a buffer, never correctness.</remarks>
public sealed class StoreRecord : IDisposable
{
    private const long Never = -1;

    private readonly long _expires;
    private byte[]? _rented;

    /// <summary>A record over memory that nobody will change.</summary>
    public StoreRecord(ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, string? tier = null)
    {
        Value = value;
        _expires = expires?.UtcTicks ?? Never;
        Tier = tier;
    }

    /// <summary>The bytes; not to be read after <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Value { get; private set; }

    /// <summary>When the record expires, or null for never.</summary>
    public DateTimeOffset? Expires => _expires == Never ? null : new DateTimeOffset(_expires, TimeSpan.Zero);

    /// <summary>The name of the tier that answered, for example <c>memory</c>, or null when the store has no name.</summary>
    public string? Tier { get; }

    /// <summary>Whether the store has just compared the bytes with a checksum taken when they were written, so that a reader need not do so again.</summary>
    public bool IsChecked { get; init; }

    internal bool IsRented => _rented is not null;

    /// <summary>A record over an array of <see cref="StoreBuffers"/>, which <see cref="Dispose"/> gives back.</summary>
    public static StoreRecord Rented(
        byte[] array, Range value, DateTimeOffset? expires = null, string? tier = null, bool isChecked = false) =>
        new(array.AsMemory(value), expires, tier) { _rented = array, IsChecked = isChecked };

    /// <summary>The same record under the name of a tier; use the result in place of this one, which is no longer to be disposed.</summary>
    public StoreRecord WithTier(string tier) =>
        tier == Tier ? this : new(Value, Expires, tier) { _rented = Interlocked.Exchange(ref _rented, null), IsChecked = IsChecked };

    /// <inheritdoc/>
    public void Dispose()
    {
        // Readers on all processors may share a record that is not rented.
        if (_rented is not null && Interlocked.Exchange(ref _rented, null) is { } array)
        {
            Value = default;
            StoreBuffers.Return(array);
        }
    }
}
