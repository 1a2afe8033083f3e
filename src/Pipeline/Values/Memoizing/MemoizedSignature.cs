using System.Data;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Freshet.Values;

// What the keys of a function are made of: its name, and those of its arguments that count.
internal sealed class MemoizedSignature
{
    private readonly ArgumentEncoder _encoder = new();
    private readonly (string Name, bool IsExcluded)[] _arguments;

    public MemoizedSignature(Delegate function, string? name, string? scope, IReadOnlyList<string> exclude, string expression)
        : this(
            // A closed static delegate's first parameter is its target.
            function.Method.GetParameters().Skip(function.Target is not null && function.Method.IsStatic ? 1 : 0),
            name ?? NameOf(function, expression),
            scope,
            exclude)
    {
    }

    public MemoizedSignature(IEnumerable<ParameterInfo> parameters, string name, string? scope, IReadOnlyList<string> exclude)
    {
        _arguments = [.. parameters.Select((p, i) => (p.Name ?? $"arg{i}", IsExcluded(p, exclude)))];
        if (exclude.FirstOrDefault(e => _arguments.All(a => a.Name != e)) is { } unknown)
        {
            throw new ArgumentException(
                $"The function has no argument '{unknown}' to exclude; it has {string.Join(", ", _arguments.Select(static a => a.Name))}.", nameof(exclude));
        }

        Prefix = scope is null ? $"{name}#" : $"{name}@{scope.Length}:{scope}#";
    }

    /// <summary>What the keys of the function, and of no other, begin with.</summary>
    public string Prefix { get; }

    public IEnumerable<string> Names => _arguments.Where(static a => !a.IsExcluded).Select(static a => a.Name);

    public void Write<T>(ref KeyWriter to, int index, T value)
    {
        var (name, isExcluded) = index < _arguments.Length ? _arguments[index] : ($"arg{index}", false);
        if (isExcluded || value is CancellationToken or ILogger or IDbConnection or IDbTransaction)
        {
            return;
        }

        to.Append(name);
        to.Append('=');
        _encoder.Write(ref to, value);
        to.Append('&');
    }

    /// <summary>What an argument of the name and value is written as.</summary>
    public string Argument(string name, object? value)
    {
        if (!Names.Contains(name))
        {
            throw new ArgumentException($"The key has no argument '{name}'; it has {string.Join(", ", Names)}.", nameof(name));
        }

        var writer = new KeyWriter(stackalloc char[256]);
        writer.Append(name);
        writer.Append('=');
        _encoder.Write(ref writer, value);
        writer.Append('&');
        var text = writer.Written.ToString();
        writer.Dispose();
        return text;
    }

    private static bool IsExcluded(ParameterInfo parameter, IReadOnlyList<string> exclude)
    {
        var type = parameter.ParameterType;
        return (parameter.Name is { } name && (IsPrivate(name) || exclude.Contains(name)))
            || type == typeof(CancellationToken)
            || typeof(ILogger).IsAssignableFrom(type) || typeof(ILoggerFactory).IsAssignableFrom(type) || typeof(IServiceProvider).IsAssignableFrom(type)
            || typeof(IDbConnection).IsAssignableFrom(type) || typeof(IDbTransaction).IsAssignableFrom(type)
            || IsConnection(type);
    }

    // F# names the parameters of patterns _arg1 and so on.
    private static bool IsPrivate(string name) =>
        name.Length > 1 && name[0] == '_' && !(name.StartsWith("_arg", StringComparison.Ordinal) && name.AsSpan(4).IndexOfAnyExceptInRange('0', '9') < 0);

    // The clients of databases have no common type: they are known by their names, and by those of what they derive from.
    private static bool IsConnection(Type type)
    {
        for (var at = type; at is not null && !at.IsPrimitive && at != typeof(string); at = at.BaseType)
        {
            if (at.Name.EndsWith("Connection", StringComparison.Ordinal) || at.Name.EndsWith("DbContext", StringComparison.Ordinal)
                || at.Name.EndsWith("Multiplexer", StringComparison.Ordinal) || at.Name.EndsWith("HttpClient", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static string NameOf(Delegate function, string expression)
    {
        var method = function.Method;
        var declaring = function.Target is not null && !method.IsStatic ? function.Target.GetType() : method.DeclaringType;
        var parameters = string.Join(',', method.GetParameters().Select(static p => p.ParameterType.ToString()));
        if (!IsGenerated(method))
        {
            return $"{declaring?.Assembly.GetName().Name}!{declaring}.{method.Name}({parameters})";
        }

        if (expression.Length == 0 || CapturesVariables(function))
        {
            throw new ArgumentException(
                $"A lambda that captures variables, or comes from a language that does not tell its text, needs a name: set {nameof(MemoizeOptions<int, int>.Name)} in its options.",
                nameof(function));
        }

        var outer = method.DeclaringType;
        while (outer?.DeclaringType is { } around && outer.Name.Contains('<', StringComparison.Ordinal))
        {
            outer = around;
        }

        var member = method.Name.StartsWith('<') ? method.Name[1..Math.Max(1, method.Name.IndexOf('>', StringComparison.Ordinal))] : method.Name;
        return $"{outer?.Assembly.GetName().Name}!{outer}.{member}({parameters}):{expression.Length}:{expression}";
    }

    private static bool IsGenerated(MethodInfo method) =>
        method.Name.Contains('<', StringComparison.Ordinal)
        || method.DeclaringType is null
        || method.DeclaringType.IsDefined(typeof(CompilerGeneratedAttribute), false)
        || typeof(Delegate).IsAssignableFrom(method.DeclaringType)
        || (method.Name == "Invoke" && method.DeclaringType.Name.Contains('@', StringComparison.Ordinal));

    // The compiler keeps captured variables in the fields of the target; of a lambda without any, the target has none.
    private static bool CapturesVariables(Delegate function) =>
        function.Target is { } target && target.GetType() is var type
        && !(type.Name == "<>c" || (type.IsDefined(typeof(CompilerGeneratedAttribute), false) && type.Name.StartsWith("<>c", StringComparison.Ordinal) && !type.Name.Contains("DisplayClass", StringComparison.Ordinal)));
}
