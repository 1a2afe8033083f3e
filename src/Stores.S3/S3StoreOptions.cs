namespace Freshet.Stores;

/// <summary>The options of an <see cref="S3Store"/>.</summary>
public sealed record S3StoreOptions
{
    /// <summary>The bucket; it has to be there.</summary>
    public required string Bucket { get; init; }

    /// <summary>What the names of all objects begin with: <c>freshet/</c> unless set. Up to 200 letters, digits and <c>/ - _</c>.</summary>
    public string KeyPrefix { get; init; } = "freshet/";

    /// <summary>The address of a server other than Amazon's; none unless set. Buckets are then in its paths.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The region, for example <c>eu-central-1</c>; the environment's unless set.</summary>
    public string? Region { get; init; }

    /// <summary>How long an answer may take: 10 seconds unless set.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many objects a listing looks into at the same time: 16 unless set, at least 1.</summary>
    public int ScanConcurrency { get; init; } = 16;

    /// <summary>The name that records and events carry: <c>s3</c> unless set.</summary>
    public string Name { get; init; } = "s3";

    /// <summary>The clock of expiry: the system's unless set.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Check() => OptionsException.ThrowIfAny(nameof(S3StoreOptions), Problems());

    private IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Bucket))
        {
            yield return $"{nameof(Bucket)} is empty; the name of a bucket is needed.";
        }

        if (KeyPrefix is null || KeyPrefix.Length > 200 || KeyPrefix.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('/' or '-' or '_')) || KeyPrefix.StartsWith('/'))
        {
            yield return $"{nameof(KeyPrefix)} is '{KeyPrefix}'; up to 200 letters, digits and / - _ are right, and no / in front.";
        }

        if (Endpoint is { IsAbsoluteUri: false })
        {
            yield return $"{nameof(Endpoint)} is {Endpoint}; an absolute address such as http://localhost:9000 is right.";
        }

        if (Timeout <= TimeSpan.Zero)
        {
            yield return $"{nameof(Timeout)} is {Timeout}; more than zero is right.";
        }

        if (ScanConcurrency < 1)
        {
            yield return $"{nameof(ScanConcurrency)} is {ScanConcurrency}; 1 or more is right.";
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
