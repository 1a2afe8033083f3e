using System.Runtime.CompilerServices;

namespace Freshet.Frontiers;

/// <summary>How a <see cref="MemoryFrontier"/> treats hosts and memory.</summary>
public sealed record FrontierOptions
{
    /// <summary>How often each host may be asked.</summary>
    /// <value>The default is two connections and 500 ms between requests, and no limit for loopback hosts.</value>
    public PolitenessOptions Politeness { get; init; } = new();

    /// <summary>The bytes of queued requests beyond which further ones go to disk.</summary>
    /// <value>The default is 64 MiB. The beginning and the end of each host's queue, 16 KiB each at most, stay in memory.</value>
    public long MemoryBudget { get; init; } = 64 << 20;

    /// <summary>The directory under which the frontier makes one of its own when it first spills, and removes it when disposed.</summary>
    /// <value>The default is null: the system's directory for temporary files.</value>
    public string? SpillDirectory { get; init; }

    /// <summary>Told when requests could not be written to disk; they stay in memory, and the next ones are tried again.</summary>
    /// <value>The default is null: such failures show only in <see cref="FrontierCounts.MemoryBytes"/>. It must be quick.</value>
    public Action<IOException>? OnSpillFailed { get; init; }

    /// <summary>The time after which a lease that was not completed is offered again.</summary>
    /// <value>The default is null: never.</value>
    public TimeSpan? LeaseTimeout { get; init; }

    internal FrontierOptions Validate()
    {
        OptionsException.ThrowIfAny(nameof(FrontierOptions), Problems());
        return this;
    }

    [MethodImpl(MethodImplOptions.NoOptimization)]
    internal IEnumerable<string> Problems()
    {
        List<string> problems = [];
        problems.AddRange(Politeness.Problems());

        if (MemoryBudget < 0)
        {
            problems.Add($"MemoryBudget is {MemoryBudget}: give 0 bytes or more.");
        }

        if (LeaseTimeout is { } timeout && timeout <= TimeSpan.Zero)
        {
            problems.Add($"LeaseTimeout is {timeout}: give more than 0, or null for none.");
        }

        return problems;
    }
}
