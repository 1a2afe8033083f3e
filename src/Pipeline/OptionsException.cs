namespace Freshet;

/// <summary>The error of options that can't work, with every problem found in them at once.</summary>
public sealed class OptionsException : ArgumentException
{
    /// <summary>Creates the error from its problems.</summary>
    /// <param name="options">The options record, for example <c>HttpCacheOptions</c>.</param>
    /// <param name="problems">One sentence a problem: the option, what was given, what would be right.</param>
    public OptionsException(string options, IReadOnlyList<string> problems)
        : base($"{options}: {string.Join(" ", problems)}") => Problems = problems;

    /// <summary>One sentence a problem: the option, what was given, what would be right.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>Throws when a validation found anything.</summary>
    /// <param name="options">The options record that was validated.</param>
    /// <param name="problems">What was found; nothing when the options are right.</param>
    /// <exception cref="OptionsException">There is at least one problem.</exception>
    public static void ThrowIfAny(string options, IEnumerable<string> problems)
    {
        string[] all = [.. problems];
        if (all.Length > 0)
        {
            throw new OptionsException(options, all);
        }
    }
}
