using Freshet.Storage;

namespace Freshet.Rules;

/// <summary>A stored head and what replaces it.</summary>
/// <param name="Old">The head that was validated.</param>
/// <param name="New">The same response with the fields of the 304; its body is the same.</param>
public sealed record Freshened(StoredHead Old, StoredHead New);
