using System.Runtime.CompilerServices;

namespace Freshet.Caching;

/// <summary>Bounds on what one exchange with an origin may cost.</summary>
public sealed record FetchLimits
{
    /// <summary>The largest body in bytes as received.</summary>
    /// <value>The default is 32 MiB. Range: 1 byte to 1 GiB.</value>
    public long MaxBodyBytes { get; init; } = 32 << 20;

    /// <summary>The largest response header section in KiB.</summary>
    /// <value>The default is 64. Range: 1 to 1,024.</value>
    public int MaxHeaderKilobytes { get; init; } = 64;

    /// <summary>How long connecting and waiting for the response head may take.</summary>
    /// <value>The default is 30 seconds. More than zero.</value>
    public TimeSpan HeadTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the whole exchange may take, the body included.</summary>
    /// <value>The default is 2 minutes. More than zero.</value>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>What is wrong with the limits, a sentence each.</summary>
    [MethodImpl(MethodImplOptions.NoOptimization)]
    public IEnumerable<string> Problems()
    {
        List<string> problems = [];
        if (MaxBodyBytes is < 1 or > 1 << 30)
        {
            problems.Add($"{nameof(MaxBodyBytes)} is {MaxBodyBytes}; it must be 1 to {1 << 30}.");
        }

        if (MaxHeaderKilobytes is < 1 or > 1024)
        {
            problems.Add($"{nameof(MaxHeaderKilobytes)} is {MaxHeaderKilobytes}; it must be 1 to 1024.");
        }

        if (HeadTimeout <= TimeSpan.Zero)
        {
            problems.Add($"{nameof(HeadTimeout)} is {HeadTimeout}; it must be more than zero.");
        }

        if (TotalTimeout <= TimeSpan.Zero)
        {
            problems.Add($"{nameof(TotalTimeout)} is {TotalTimeout}; it must be more than zero.");
        }

        return problems;
    }
}
