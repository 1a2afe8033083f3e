using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Freshet.Values;

// The object that stands in for an interface's target.
[SuppressMessage("Performance", "CA1852", Justification = "Its proxy derives from it.")]
internal class CachingProxy : DispatchProxy
{
    private readonly ConcurrentDictionary<MethodInfo, ICachedMethod> _methods = new();
    private ValueCache _cache = null!;
    private object _target = null!;
    private Type _interface = null!;

    [RequiresDynamicCode("Calls of methods are made generic at run time.")]
    [RequiresUnreferencedCode("Needs the interface's methods.")]
    public void Start(ValueCache cache, object target, Type type)
    {
        (_cache, _target, _interface) = (cache, target, type);
        MethodInfo[] methods = [.. type.GetInterfaces().Append(type).SelectMany(static i => i.GetMethods())];
        if (!methods.Any(m => AttributeOf(m) is not null))
        {
            throw new ArgumentException($"No method of {type} has a [Cached] attribute.", nameof(type));
        }

        if (methods.FirstOrDefault(static m => m.GetCustomAttribute<CachedAttribute>() is { Enabled: true } && !CachedMethods.HasResult(m)) is { } none)
        {
            throw new ArgumentException($"{type}.{none.Name} has a [Cached] attribute and no result to keep.", nameof(type));
        }
    }

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The proxy is made only by what requires dynamic code.")]
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The proxy is made only by what requires unreferenced code.")]
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        ArgumentNullException.ThrowIfNull(targetMethod);
        return _methods.GetOrAdd(targetMethod, method => CachedMethods.Of(_cache, _target, method, AttributeOf(method))).Call(args ?? []);
    }

    private CachedAttribute? AttributeOf(MethodInfo method) =>
        CachedMethods.HasResult(method)
        && (method.GetCustomAttribute<CachedAttribute>() ?? (method.DeclaringType ?? _interface).GetCustomAttribute<CachedAttribute>()) is { Enabled: true } attribute
            ? attribute
            : null;
}
