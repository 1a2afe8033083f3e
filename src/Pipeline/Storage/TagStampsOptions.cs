using System.Runtime.CompilerServices;

namespace Freshet.Storage;

/// <summary>How <see cref="TagStamps"/> are kept.</summary>
public sealed record TagStampsOptions
{
    /// <summary>How long a stamp that was read is used before the store is asked again: the longest time that another machine's purge stays unseen.</summary>
    /// <value>The default is 1 second. Zero asks every time.</value>
    public TimeSpan RefreshAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>By how much the clocks of machines that share the store may differ; what another machine made in that time after a purge is lost too.</summary>
    /// <value>The default is zero.</value>
    public TimeSpan ClockSkew { get; init; }

    /// <summary>How many tags are held in memory; beyond that, what was made before the oldest of the dropped purges counts as purged.</summary>
    /// <value>The default is 65,536. At least 16.</value>
    public int MaxTags { get; init; } = 1 << 16;

    internal void Validate() => OptionsException.ThrowIfAny(nameof(TagStampsOptions), Problems());

    [MethodImpl(MethodImplOptions.NoOptimization)]
    private IEnumerable<string> Problems()
    {
        List<string> problems = [];
        if (RefreshAfter < TimeSpan.Zero)
        {
            problems.Add($"{nameof(RefreshAfter)} is {RefreshAfter}; zero or more is right.");
        }

        if (ClockSkew < TimeSpan.Zero)
        {
            problems.Add($"{nameof(ClockSkew)} is {ClockSkew}; zero or more is right.");
        }

        if (MaxTags < 16)
        {
            problems.Add($"{nameof(MaxTags)} is {MaxTags}; at least 16 are needed.");
        }

        return problems;
    }
}
