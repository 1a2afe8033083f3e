namespace Freshet.Stores;

/// <summary>The options of a <see cref="DynamoDbStore"/>.</summary>
public sealed record DynamoDbStoreOptions
{
    /// <summary>The table: its partition key is the string <c>shard</c>, its sort key the binary <c>key</c>.</summary>
    public required string Table { get; init; }

    /// <summary>Whether the table is made when it is absent, paid by request and with time to live on <c>expires</c>: false unless set.</summary>
    public bool CreateTable { get; init; }

    /// <summary>The address of a server other than Amazon's; none unless set.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The region, for example <c>eu-central-1</c>; the environment's unless set.</summary>
    public string? Region { get; init; }

    /// <summary>How long an answer may take: 10 seconds unless set.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether reads see every write that returned before: true unless set. False costs half.</summary>
    public bool ConsistentReads { get; init; } = true;

    /// <summary>The name that records and events carry: <c>dynamodb</c> unless set.</summary>
    public string Name { get; init; } = "dynamodb";

    /// <summary>The clock of expiry: the system's unless set.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Check() => OptionsException.ThrowIfAny(nameof(DynamoDbStoreOptions), Problems());

    private IEnumerable<string> Problems()
    {
        if (Table is null || Table.Length is < 3 or > 255 || Table.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_')))
        {
            yield return $"{nameof(Table)} is '{Table}'; 3 to 255 letters, digits and . - _ are right.";
        }

        if (Endpoint is { IsAbsoluteUri: false })
        {
            yield return $"{nameof(Endpoint)} is {Endpoint}; an absolute address such as http://localhost:8000 is right.";
        }

        if (Timeout <= TimeSpan.Zero)
        {
            yield return $"{nameof(Timeout)} is {Timeout}; more than zero is right.";
        }

        if (string.IsNullOrEmpty(Name))
        {
            yield return $"{nameof(Name)} is empty; events need a name.";
        }

        if (TimeProvider is null)
        {
            yield return $"{nameof(TimeProvider)} is null.";
        }
    }
}
