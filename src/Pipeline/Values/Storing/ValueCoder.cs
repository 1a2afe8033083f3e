using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Freshet.Values;

// Values to bytes and back: strings and bytes by themselves, the rest by the serialiser.
internal sealed class ValueCoder(IValueSerializer serializer)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public ValueKind Write<T>(T value, IBufferWriter<byte> to)
    {
        switch (value)
        {
            case null:
                return ValueKind.Null;
            case string text when typeof(T) == typeof(string):
                return WriteText(text, to);
            case byte[] bytes when typeof(T) == typeof(byte[]):
                to.Write(bytes);
                return ValueKind.Bytes;
            case ReadOnlyMemory<byte> memory:
                to.Write(memory.Span);
                return ValueKind.Bytes;
            default:
                serializer.Serialize(value, to);
                return ValueKind.Serialized;
        }
    }

    /// <summary>Reads a value of a kind; throws when the bytes are no such value.</summary>
    public T? Read<T>(ValueKind kind, ReadOnlyMemory<byte> from)
    {
        object? value = kind switch
        {
            ValueKind.Null when default(T) is null => null,
            ValueKind.Bytes when typeof(T) == typeof(byte[]) => from.ToArray(),
            ValueKind.Bytes when typeof(T) == typeof(ReadOnlyMemory<byte>) => new ReadOnlyMemory<byte>(from.ToArray()),
            ValueKind.Utf8 when typeof(T) == typeof(string) => Strict.GetString(from.Span),
            ValueKind.Utf16 when typeof(T) == typeof(string) => new string(MemoryMarshal.Cast<byte, char>(from.Span)),
            ValueKind.Serialized => serializer.Deserialize<T>(from),
            _ => throw new InvalidDataException($"the value is {kind}, not {typeof(T)}"),
        };
        return (T?)value;
    }

    /// <summary>Whether nobody can change an object of the type, so that everybody may share it.</summary>
    public static bool IsImmutable(object value) => value switch
    {
        string or Uri or Version or Type => true,
        _ when value.GetType() is { IsValueType: true } type => type.IsPrimitive || type.IsEnum || IsPlainStruct(value) || IsImmutableArray(type),
        _ => false,
    };

    private static bool IsPlainStruct(object value) =>
        value is decimal or Guid or DateTime or DateTimeOffset or DateOnly or TimeOnly or TimeSpan or Int128 or UInt128 or Half or Index or Range;

    private static bool IsImmutableArray(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) && type.GenericTypeArguments[0].IsPrimitive;

    private static ValueKind WriteText(string text, IBufferWriter<byte> to)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0 && !IsWellFormed(text))
        {
            to.Write(MemoryMarshal.AsBytes(text.AsSpan()));
            return ValueKind.Utf16;
        }

        Strict.GetBytes(text, to);
        return ValueKind.Utf8;
    }

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var consumed) != OperationStatus.Done)
            {
                return false;
            }

            text = text[consumed..];
        }

        return true;
    }
}
