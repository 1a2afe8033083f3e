using System.Runtime.CompilerServices;

namespace Freshet.Flows;

/// <summary>How a flow is run.</summary>
public sealed record FlowOptions
{
    /// <summary>How many items wait before a stage that names no capacity of its own.</summary>
    /// <value>The default is 64; from 1 to 1,048,576.</value>
    public int Capacity { get; init; } = 64;

    /// <summary>The clock of latencies, throughput and of stages that wait.</summary>
    /// <value>The default is <see cref="TimeProvider.System"/>.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal const int MaxCapacity = 1 << 20;

    internal FlowOptions Validated()
    {
        OptionsException.ThrowIfAny(nameof(FlowOptions), Problems());
        return this;
    }

    [MethodImpl(MethodImplOptions.NoOptimization)]
    private IEnumerable<string> Problems()
    {
        List<string> problems = [];
        if (Capacity is < 1 or > MaxCapacity)
        {
            problems.Add($"{nameof(Capacity)} is {Capacity}; it must be from 1 to {MaxCapacity}.");
        }

        if (Time is null)
        {
            problems.Add($"{nameof(Time)} is null; give a TimeProvider.");
        }

        return problems;
    }
}
