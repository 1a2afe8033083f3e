using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;

namespace Freshet.Values;

// How the values of a type are told apart: by items, by fields, or by the items of a collection of the framework and the fields that a derived type adds.
internal sealed record TypeShape(TypeKind Kind, string Name, FieldInfo[] Fields, bool IsDerived)
{
    // Trimmed programs, whose types may lack fields and interfaces, have this switch off.
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Guarded by IsReflectionEnabledByDefault.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Guarded by IsReflectionEnabledByDefault.")]
    public static TypeShape Of(Type type)
    {
        if (!JsonSerializer.IsReflectionEnabledByDefault && !type.IsArray)
        {
            throw new InvalidOperationException($"This program has no reflection, which an argument of type {type} needs; give a key-maker or exclude it.");
        }

        var (kind, fields) = (TypeKind.Fields, new List<FieldInfo>());
        for (var at = type; at is not null && at != typeof(object) && kind == TypeKind.Fields; at = at.BaseType)
        {
            kind = KindOf(at);
            if (kind == TypeKind.Fields)
            {
                fields.AddRange(at.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                    .OrderBy(static f => f.Name, StringComparer.Ordinal));
            }
        }

        if (HasNoValue(type) || (kind == TypeKind.Fields && fields.Count == 0 && type.GetMethod(nameof(Equals), [typeof(object)])?.DeclaringType == typeof(object)))
        {
            throw new InvalidOperationException($"An argument of type {type} has no value to be told apart by; give a key-maker or exclude it.");
        }

        return new TypeShape(kind, $"{type}, {type.Assembly.GetName().Name}", [.. fields], KindOf(type) != kind);
    }

    // Collections of others may have more to them than their items.
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Guarded by IsReflectionEnabledByDefault.")]
    private static TypeKind KindOf(Type type)
    {
        if (type.IsArray)
        {
            return TypeKind.Sequence;
        }

        var isKnown = type.Namespace is { } space && (space.StartsWith("System", StringComparison.Ordinal) || space.StartsWith("Microsoft.FSharp.", StringComparison.Ordinal));
        if (!typeof(IEnumerable).IsAssignableFrom(type) || !(isKnown || type.Name.Contains('<', StringComparison.Ordinal)))
        {
            return TypeKind.Fields;
        }

        Type[] generic = [.. type.GetInterfaces().Where(static i => i.IsGenericType).Select(static i => i.GetGenericTypeDefinition())];
        return typeof(IDictionary).IsAssignableFrom(type) || generic.Contains(typeof(IReadOnlyDictionary<,>)) || generic.Contains(typeof(IDictionary<,>)) ? TypeKind.Map
            : generic.Contains(typeof(ISet<>)) || generic.Contains(typeof(IReadOnlySet<>)) ? TypeKind.Set
            : TypeKind.Sequence;
    }

    private static bool HasNoValue(Type type) =>
        typeof(Delegate).IsAssignableFrom(type) || typeof(Stream).IsAssignableFrom(type) || typeof(Task).IsAssignableFrom(type)
        || typeof(System.Linq.Expressions.Expression).IsAssignableFrom(type) || typeof(WaitHandle).IsAssignableFrom(type);
}
