namespace Freshet.Rules;

/// <summary>One request field that a stored response nominates by Vary.</summary>
/// <param name="Name">The field name as in Vary.</param>
/// <param name="Value">The combined value in the request that was answered, or null when the request had no such field.</param>
public readonly record struct SelectingField(string Name, string? Value);
