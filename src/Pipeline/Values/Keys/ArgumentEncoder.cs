using System.Collections;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Freshet.Values;

/// <summary>Writes arguments as text that two values share only if no function could tell them apart.</summary>
/// <remarks>
/// Every encoding begins with a letter or bracket for its kind and tells where it ends, so that parts in a row can't be mistaken for others. Sequences are
/// written in order; sets and maps sorted by what is written of their members; objects by the name of their type and all their fields. Decimals of another
/// scale, zero and minus zero, and times of another kind or offset differ; all NaN are one.
/// </remarks>
internal sealed class ArgumentEncoder
{
    private const int MostDepth = 64;
    private readonly ConditionalWeakTable<Type, TypeShape> _shapes = [];

    public void Write<T>(ref KeyWriter to, T value)
    {
        if (typeof(T) == typeof(int))
        {
            Number(ref to, 'i', Unsafe.BitCast<T, int>(value));
        }
        else if (typeof(T) == typeof(long))
        {
            Number(ref to, 'l', Unsafe.BitCast<T, long>(value));
        }
        else if (typeof(T) == typeof(Guid))
        {
            Formatted(ref to, 'g', Unsafe.BitCast<T, Guid>(value), "N");
        }
        else if (value is string text)
        {
            Text(ref to, 's', text);
        }
        else
        {
            Write(ref to, value, 0);
        }
    }

    private void Write(ref KeyWriter to, object? value, int depth)
    {
        if (depth > MostDepth)
        {
            throw new InvalidOperationException($"An argument is nested more than {MostDepth} levels deep, or contains itself; give a key-maker.");
        }

        if (!TryScalar(ref to, value))
        {
            Compound(ref to, value!, depth + 1);
        }
    }

    private static bool TryScalar(ref KeyWriter to, object? value)
    {
        switch (value)
        {
            case null: to.Append('~'); break;
            case string v: Text(ref to, 's', v); break;
            case bool v: to.Append(v ? 't' : 'f'); break;
            case char v: to.Append('c'); to.Append(v); break;
            case Enum v: Text(ref to, 'E', v.GetType().ToString()); Formatted(ref to, 'e', v, "D"); break;
            case sbyte v: Number(ref to, 'a', v); break;
            case byte v: Number(ref to, 'b', v); break;
            case short v: Number(ref to, 'h', v); break;
            case ushort v: Number(ref to, 'H', v); break;
            case int v: Number(ref to, 'i', v); break;
            case uint v: Number(ref to, 'I', v); break;
            case long v: Number(ref to, 'l', v); break;
            case ulong v: Number(ref to, 'L', v); break;
            case Int128 v: Number(ref to, 'q', v); break;
            case UInt128 v: Number(ref to, 'Q', v); break;
            case nint v: Number(ref to, 'n', v); break;
            case nuint v: Number(ref to, 'N', v); break;
            case BigInteger v: Number(ref to, 'B', v); break;
            case double v: Formatted(ref to, 'd', v, "R"); break;
            case float v: Formatted(ref to, 'F', v, "R"); break;
            case Half v: Formatted(ref to, 'p', v, "R"); break;
            case decimal v: Number(ref to, 'm', v); break;
            case Guid v: Formatted(ref to, 'g', v, "N"); break;
            case DateTime v: Number(ref to, 'D', v.Ticks); Number(ref to, 'k', (int)v.Kind); break;
            case DateTimeOffset v: Number(ref to, 'O', v.Ticks); Number(ref to, 'o', v.Offset.Ticks); break;
            case DateOnly v: Number(ref to, 'y', v.DayNumber); break;
            case TimeOnly v: Number(ref to, 'Y', v.Ticks); break;
            case TimeSpan v: Number(ref to, 'S', v.Ticks); break;
            case Type v: Text(ref to, 'T', v.AssemblyQualifiedName ?? v.ToString()); break;
            case Uri v: Text(ref to, 'u', v.OriginalString); break;
            case Version v: Text(ref to, 'v', v.ToString()); break;
            case System.Globalization.CultureInfo v: Text(ref to, 'C', v.Name); break;
            case byte[] v: Text(ref to, 'x', Convert.ToBase64String(v)); break;
            case ReadOnlyMemory<byte> v: Text(ref to, 'x', Convert.ToBase64String(v.Span)); break;
            case Memory<byte> v: Text(ref to, 'x', Convert.ToBase64String(v.Span)); break;
            default: return false;
        }

        return true;
    }

    private void Compound(ref KeyWriter to, object value, int depth)
    {
        var shape = _shapes.GetValue(value.GetType(), static type => TypeShape.Of(type));
        if (shape.Kind == TypeKind.Fields && value is ITuple tuple && value.GetType().Namespace == nameof(System))
        {
            to.Append('(');
            for (var i = 0; i < tuple.Length; i++)
            {
                Write(ref to, tuple[i], depth);
            }

            to.Append(')');
            return;
        }

        if (shape.Kind == TypeKind.Fields || shape.IsDerived)
        {
            Fields(ref to, value, shape, depth);
        }

        if (shape.Kind == TypeKind.Map && value is IDictionary map)
        {
            Map(ref to, map, depth);
        }
        else if (shape.Kind != TypeKind.Fields)
        {
            Bounds(ref to, value);
            Items(ref to, (IEnumerable)value, isSorted: shape.Kind != TypeKind.Sequence, depth);
        }
    }

    // The items of an array of several dimensions come as those of one.
    private static void Bounds(ref KeyWriter to, object value)
    {
        for (var i = 0; value is Array { Rank: > 1 } array && i < array.Rank; i++)
        {
            Number(ref to, 'r', array.GetLength(i));
        }
    }

    private void Map(ref KeyWriter to, IDictionary map, int depth)
    {
        to.Append('<');
        var (from, starts) = (to.Length, new List<int>(map.Count));
        foreach (DictionaryEntry item in map)
        {
            starts.Add(to.Length);
            Write(ref to, item.Key, depth);
            Write(ref to, item.Value, depth);
        }

        to.Sort(from, starts);
        to.Append('>');
    }

    private void Items(ref KeyWriter to, IEnumerable items, bool isSorted, int depth)
    {
        to.Append(isSorted ? '{' : '[');
        var (from, starts) = (to.Length, isSorted ? new List<int>() : null);
        foreach (var item in items)
        {
            starts?.Add(to.Length);
            Write(ref to, item, depth);
        }

        if (starts is not null)
        {
            to.Sort(from, starts);
        }

        to.Append(isSorted ? '}' : ']');
    }

    private void Fields(ref KeyWriter to, object value, TypeShape shape, int depth)
    {
        Text(ref to, 'R', shape.Name);
        foreach (var field in shape.Fields)
        {
            Write(ref to, field.GetValue(value), depth);
        }

        to.Append('.');
    }

    private static void Text(ref KeyWriter to, char kind, ReadOnlySpan<char> text)
    {
        Number(ref to, kind, text.Length);
        to.Append(text);
    }

    private static void Number<T>(ref KeyWriter to, char kind, T number)
        where T : ISpanFormattable
    {
        to.Append(kind);
        to.Append(number);
        to.Append(';');
    }

    private static void Formatted<T>(ref KeyWriter to, char kind, T value, ReadOnlySpan<char> format)
        where T : ISpanFormattable
    {
        to.Append(kind);
        to.Append(value, format);
        to.Append(';');
    }
}
