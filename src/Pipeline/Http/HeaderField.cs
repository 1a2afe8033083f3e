namespace Freshet.Http;

/// <summary>One field line of a message (RFC 9110 §5).</summary>
/// <param name="Name">The field name; compared without regard to case.</param>
/// <param name="Value">The field value, without surrounding white space.</param>
public readonly record struct HeaderField(string Name, string Value);
