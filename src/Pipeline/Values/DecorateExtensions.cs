using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Freshet.Values;

/// <summary>Decorates objects so that a cache keeps the results of their methods.</summary>
public static class DecorateExtensions
{
    /// <summary>Gives an object of an interface whose methods that have a <see cref="CachedAttribute"/> answer from the cache; the others go to the target.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="target">The object that does the work; its type is part of the keys, the object is not.</param>
    /// <exception cref="ArgumentException">The type is no interface, none of its methods has the attribute, or one that has it returns nothing.</exception>
    [RequiresDynamicCode("The decorator is made at run time; memoise the functions instead in programs that are compiled ahead of time.")]
    [RequiresUnreferencedCode("The decorator needs the interface's methods; memoise the functions instead in programs that are trimmed.")]
    public static TInterface Decorate<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TInterface>(this ValueCache cache, TInterface target)
        where TInterface : class
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(target);
        if (!typeof(TInterface).IsInterface)
        {
            throw new ArgumentException($"{typeof(TInterface)} is no interface; only interfaces can be decorated.", nameof(target));
        }

        var decorated = DispatchProxy.Create<TInterface, CachingProxy>();
        ((CachingProxy)(object)decorated).Start(cache, target, typeof(TInterface));
        return decorated;
    }
}
