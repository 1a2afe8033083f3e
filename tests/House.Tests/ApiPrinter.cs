using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Freshet.House;

/// <summary>Prints what users of an assembly can see, sorted, one member a line, much as C# writes it.</summary>
internal static class ApiPrinter
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    public static string Print(Assembly assembly)
    {
        StringBuilder text = new();
        foreach (IGrouping<string?, Type> room in assembly.GetExportedTypes().GroupBy(t => t.Namespace).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"namespace {room.Key}\n");
            foreach (Type type in room.OrderBy(t => t.FullName, StringComparer.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"\n{Head(type)}\n");
                foreach (string member in Members(type).Order(StringComparer.Ordinal))
                {
                    text.Append(CultureInfo.InvariantCulture, $"    {member}\n");
                }
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Head(Type type)
    {
        bool isRecord = type.GetMethod("<Clone>$") is not null
            || (type.IsValueType && type.GetMethod("PrintMembers", Declared) is not null);
        string kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => (type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "") + (type.IsByRefLike ? "ref " : "") + (isRecord ? "record struct" : "struct"),
            _ when type.IsSubclassOf(typeof(Delegate)) => "delegate",
            _ => (type.IsAbstract && type.IsSealed ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "") + (isRecord ? "record" : "class"),
        };
        if (kind == "delegate")
        {
            MethodInfo invoke = type.GetMethod("Invoke")!;
            return $"delegate {Name(invoke.ReturnParameter)} {Name(type)}({Parameters(invoke)})";
        }

        IEnumerable<Type> bases = type.IsEnum || type.IsValueType || type.BaseType == typeof(object) || type.BaseType is null ? [] : [type.BaseType];
        IEnumerable<Type> ports = type.IsEnum ? [] : type.GetInterfaces()
            .Where(i => i.IsVisible && !(isRecord && i == typeof(IEquatable<>).MakeGenericType(type)))
            .Except(type.BaseType?.GetInterfaces() ?? []);
        ports = ports.Except([.. ports.SelectMany(i => i.GetInterfaces())]).OrderBy(Name, StringComparer.Ordinal);
        string[] parents = [.. bases.Concat(ports).Select(Name)];
        return $"{kind} {Name(type)}{(parents.Length > 0 ? " : " + string.Join(", ", parents) : "")}{Constraints(type.GetGenericArguments())}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(n => $"{n} = {Convert.ToInt64(Enum.Parse(type, n), CultureInfo.InvariantCulture)}");
        }

        return type.IsSubclassOf(typeof(Delegate))
            ? []
            : type.GetMembers(Declared).Where(m => !m.IsDefined(typeof(CompilerGeneratedAttribute)) || m is FieldInfo or PropertyInfo)
                .Select(Print).OfType<string>();
    }

    private static string? Print(MemberInfo member) => member switch
    {
        ConstructorInfo c when Seen(c) && !c.IsStatic => $"{Access(c)}new({Parameters(c)})",
        MethodInfo m when Seen(m) && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal)) && !IsOfRecord(m) =>
            $"{Access(m)}{Name(m.ReturnParameter)} {m.Name}{Generic(m)}({Extension(m)}{Parameters(m)}){Constraints(m.GetGenericArguments())}",
        PropertyInfo p when p.GetAccessors(true).Any(Seen) && p.Name != "EqualityContract" =>
            $"{Access(p.GetAccessors(true).First(Seen))}{Required(p)}{Name(p.PropertyType, Nullability.Create(p))} {PropertyName(p)} {{ {Accessors(p)}}}",
        FieldInfo f when f.IsPublic || f.IsFamily =>
            $"{(f.IsFamily ? "protected " : "")}{(f.IsLiteral ? "const " : f.IsStatic ? "static " : "")}{(f.IsInitOnly ? "readonly " : "")}"
            + $"{Name(f.FieldType, Nullability.Create(f))} {f.Name}{(f.IsLiteral ? " = " + Literal(f.GetRawConstantValue()) : "")}",
        EventInfo e when Seen(e.AddMethod!) => $"{Access(e.AddMethod!)}event {Name(e.EventHandlerType!)} {e.Name}",
        _ => null,
    };

    private static bool Seen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsOfRecord(MethodInfo m) => m.Name is "<Clone>$" or "PrintMembers" || m.IsDefined(typeof(CompilerGeneratedAttribute));

    private static string Access(MethodBase m)
    {
        string access = m.IsPublic ? "" : "protected ";
        if (m.IsStatic)
        {
            return access + (m.IsAbstract ? "static abstract " : "static ");
        }

        bool overrides = m is MethodInfo info && info.GetBaseDefinition() != info;
        return access + (m.DeclaringType!.IsInterface ? (m.IsAbstract ? "" : "virtual ")
            : overrides ? "override "
            : m.IsAbstract ? "abstract "
            : m is { IsVirtual: true, IsFinal: false } ? "virtual " : "");
    }

    private static string Required(PropertyInfo p) => p.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";

    private static string PropertyName(PropertyInfo p) =>
        p.GetIndexParameters() is { Length: > 0 } index ? $"this[{string.Join(", ", index.Select(Parameter))}]" : p.Name;

    private static string Accessors(PropertyInfo p)
    {
        bool init = p.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ?? false;
        return (p.GetMethod is { } get && Seen(get) ? "get; " : "") + (p.SetMethod is { } set && Seen(set) ? (init ? "init; " : "set; ") : "");
    }

    private static string Extension(MethodInfo m) => m.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";

    private static string Generic(MethodInfo m) =>
        m.IsGenericMethod ? $"<{string.Join(", ", m.GetGenericArguments().Select(a => a.Name))}>" : "";

    private static string Parameters(MethodBase m) => string.Join(", ", m.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo p)
    {
        string way = p.IsOut ? "out " : p.ParameterType.IsByRef ? (p.IsIn ? "in " : "ref ")
            : p.IsDefined(typeof(ParamArrayAttribute)) || p.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "";
        return $"{way}{Name(p)} {p.Name}{(p.HasDefaultValue ? " = " + Literal(p.RawDefaultValue) : "")}";
    }

    private static string Literal(object? value) => value switch
    {
        null => "default",
        string s => $"\"{s}\"",
        char c => $"'{c}'",
        bool b => b ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Constraints(Type[] arguments) =>
        string.Concat(arguments.Where(a => a.IsGenericParameter).Select(a =>
        {
            GenericParameterAttributes flags = a.GenericParameterAttributes;
            string[] all =
            [
                .. flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint) ? ["struct"]
                    : flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? new[] { "class" } : [],
                .. a.GetGenericParameterConstraints().Where(c => c != typeof(ValueType)).Select(Name),
            ];
            return all.Length == 0 ? "" : $" where {a.Name} : {string.Join(", ", all)}";
        }));

    private static string Name(ParameterInfo parameter) => Name(parameter.ParameterType, Nullability.Create(parameter));

    private static string Name(Type type, NullabilityInfo nullability)
    {
        type = type.IsByRef ? type.GetElementType()! : type;
        string mark = !type.IsValueType && !type.IsGenericParameter && nullability.ReadState == NullabilityState.Nullable ? "?" : "";
        if (type.IsArray && nullability.ElementType is { } element)
        {
            return $"{Name(type.GetElementType()!, element)}[]{mark}";
        }

        NullabilityInfo[] inner = nullability.GenericTypeArguments;
        Type[] arguments = type.GetGenericArguments();
        return Nullable.GetUnderlyingType(type) is null && inner.Length > 0 && inner.Length == arguments.Length
            ? Plain(type, [.. arguments.Select((a, i) => Name(a, inner[i]))]) + mark
            : Name(type) + mark;
    }

    private static string Name(Type type) =>
        Nullable.GetUnderlyingType(type) is { } value ? Name(value) + "?"
        : type.IsArray ? Name(type.GetElementType()!) + "[]"
        : Plain(type, [.. type.GetGenericArguments().Select(Name)]);

    private static string Plain(Type type, string[] arguments)
    {
        if (type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true)
        {
            return $"({string.Join(", ", arguments)})";
        }

        string outer = type is { IsNested: true, IsGenericParameter: false } ? Plain(type.DeclaringType!, []) + "." : "";
        string name = outer + type.Name.Split('`')[0];
        string keyword = Keyword(type);
        return arguments.Length > 0 && type.Name.Contains('`', StringComparison.Ordinal) ? $"{name}<{string.Join(", ", arguments)}>" : keyword.Length > 0 ? keyword : name;
    }

    private static string Keyword(Type type) => type.FullName switch
    {
        "System.Void" => "void",
        "System.Object" => "object",
        "System.String" => "string",
        _ => type.IsEnum ? "" : Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => "bool",
            TypeCode.Byte => "byte",
            TypeCode.Char => "char",
            TypeCode.Double => "double",
            TypeCode.Int16 => "short",
            TypeCode.Int32 => "int",
            TypeCode.Int64 => "long",
            TypeCode.UInt32 => "uint",
            TypeCode.UInt64 => "ulong",
            _ => "",
        },
    };
}
