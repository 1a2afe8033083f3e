using System.Runtime.CompilerServices;

namespace Freshet.Frontiers;

/// <summary>How often one host may be asked.</summary>
public sealed record HostPoliteness
{
    internal static readonly TimeSpan LongestDelay = TimeSpan.FromDays(30);

    /// <summary>No limit and no delay.</summary>
    public static HostPoliteness Unlimited { get; } = new() { MaxConnections = int.MaxValue, Delay = TimeSpan.Zero };

    /// <summary>The number of requests to the host at one time.</summary>
    /// <value>The default is 2; at least 1.</value>
    public int MaxConnections { get; init; } = 2;

    /// <summary>The time from the beginning of one request to the beginning of the next.</summary>
    /// <value>The default is 500 ms; 0 to 30 days.</value>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The part of the delay that is random: with 0.5 it varies from half to one and a half of <see cref="Delay"/>.</summary>
    /// <value>The default is 0; 0 to 1.</value>
    public double Jitter { get; init; }

    [MethodImpl(MethodImplOptions.NoOptimization)]
    internal IEnumerable<string> Problems(string name)
    {
        List<string> problems = [];
        if (MaxConnections < 1)
        {
            problems.Add($"{name}.MaxConnections is {MaxConnections}: give 1 or more.");
        }

        if (Delay < TimeSpan.Zero || Delay > LongestDelay)
        {
            problems.Add($"{name}.Delay is {Delay}: give 0 to 30 days.");
        }

        if (Jitter is not (>= 0 and <= 1))
        {
            problems.Add($"{name}.Jitter is {Jitter}: give a part from 0 to 1.");
        }

        return problems;
    }
}
