using Freshet.Caching;
using Freshet.Http;

namespace Freshet.Program.Cli;

/// <summary>What is to be explained, valid as a whole.</summary>
internal sealed record ExplainSettings
{
    public required RequestHead Request { get; init; }

    public required HttpCacheOptions Cache { get; init; }

    /// <summary>A file with the response, - for stdin, or null to ask the origin.</summary>
    public string? Response { get; init; }

    /// <summary>The directory of a store, or null.</summary>
    public string? Store { get; init; }

    public required TimeSpan Timeout { get; init; }

    public bool Json { get; init; }
}
