namespace Freshet.Values;

// How the bytes of a value came about.
internal enum ValueKind : byte
{
    Null,
    Bytes,
    Utf8,
    Utf16,
    Serialized,
}
