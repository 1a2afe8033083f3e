namespace Freshet.Flows;

/// <summary>What became of an item in a stage that may fail item by item: a failed item flows on, and ends nothing.</summary>
/// <typeparam name="TIn">The item that was tried.</typeparam>
/// <typeparam name="TOut">What it should become.</typeparam>
public abstract record Attempt<TIn, TOut>
{
    private Attempt(TIn input) => Input = input;

    /// <summary>The item that was tried.</summary>
    public TIn Input { get; }

    /// <summary>Gives a value for each case.</summary>
    /// <typeparam name="TResult">The value.</typeparam>
    /// <param name="succeeded">For an item that became something.</param>
    /// <param name="failed">For an item that failed.</param>
    public TResult Match<TResult>(Func<TOut, TResult> succeeded, Func<TIn, Exception, TResult> failed)
    {
        ArgumentNullException.ThrowIfNull(succeeded);
        ArgumentNullException.ThrowIfNull(failed);
        return this is Succeeded s ? succeeded(s.Value) : failed(Input, ((Failed)this).Error);
    }

    /// <summary>An item that became something.</summary>
    public sealed record Succeeded : Attempt<TIn, TOut>
    {
        internal Succeeded(TIn input, TOut value) : base(input) => Value = value;

        /// <summary>What the item became.</summary>
        public TOut Value { get; }
    }

    /// <summary>An item that failed.</summary>
    public sealed record Failed : Attempt<TIn, TOut>
    {
        internal Failed(TIn input, Exception error) : base(input) => Error = error;

        /// <summary>Why it failed.</summary>
        public Exception Error { get; }
    }
}
