using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Freshet.Values;

internal static class CachedMethods
{
    public static bool HasResult(MethodInfo method) =>
        method.ReturnType != typeof(void) && method.ReturnType != typeof(Task) && method.ReturnType != typeof(ValueTask)
        && !method.ReturnType.IsByRef && method.GetParameters().All(static p => !p.ParameterType.IsByRef);

    [RequiresDynamicCode("Calls of methods are made generic at run time.")]
    [RequiresUnreferencedCode("Needs the constructors of what calls a method.")]
    public static ICachedMethod Of(ValueCache cache, object target, MethodInfo method, CachedAttribute? attribute)
    {
        if (attribute is null)
        {
            return new Plain(target, method);
        }

        var kind = method.ReturnType.IsGenericType ? method.ReturnType.GetGenericTypeDefinition() : null;
        var isAwaited = kind == typeof(Task<>) || kind == typeof(ValueTask<>);
        var result = isAwaited ? method.ReturnType.GenericTypeArguments[0] : method.ReturnType;
        return (ICachedMethod)Activator.CreateInstance(typeof(CachedMethod<>).MakeGenericType(result), cache, target, method, attribute)!;
    }

    public static object? Invoke(object target, MethodInfo method, object?[] args) =>
        method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, args, null);

    private sealed class Plain(object target, MethodInfo method) : ICachedMethod
    {
        public object? Call(object?[] args) => Invoke(target, method, args);
    }
}
