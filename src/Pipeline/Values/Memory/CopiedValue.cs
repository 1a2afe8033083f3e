namespace Freshet.Values;

// A value held as bytes, so that each caller gets an object of its own.
internal sealed record CopiedValue(ValueKind Kind, byte[] Bytes);
