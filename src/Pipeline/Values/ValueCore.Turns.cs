namespace Freshet.Values;

// One process at a time makes a value.
internal sealed partial class ValueCore
{
    private ValueTask<Turn<T>> TakeTurnAsync<T>(Flight<T> flight, ValuePlan plan, long newerThan, StoreBudget budget) => new(new Turn<T>());

    private sealed class Turn<T> : IAsyncDisposable
    {
        public Made<T>? Made { get; init; }

        public ValueTask DisposeAsync() => default;
    }
}
