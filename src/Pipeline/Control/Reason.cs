namespace Freshet.Control;

/// <summary>Why a cache did what it did, in words.</summary>
/// <param name="Name">The word that events, logs and results share.</param>
/// <param name="Text">The same as a sentence without its period.</param>
/// <param name="Section">Where that stands, RFC 9111 §3 for example, or the option that asks for it.</param>
public readonly record struct Reason(string Name, string Text, string Section)
{
    /// <summary>The sentence and its source.</summary>
    public override string ToString() => $"{Text} ({Section})";
}
