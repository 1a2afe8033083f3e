using System.Globalization;
using System.Reflection;

namespace Freshet.Values;

// One method of a decorated interface.
internal sealed class CachedMethod<T> : ICachedMethod
{
    private readonly ValueCache _cache;
    private readonly object _target;
    private readonly MethodInfo _method;
    private readonly string[] _tags;
    private readonly ValueOptions _options;
    private readonly MemoizedSignature _signature;
    private readonly Factory<object?[], T> _factory;

    public CachedMethod(ValueCache cache, object target, MethodInfo method, CachedAttribute attribute)
    {
        (_cache, _target, _method, _tags, _options) = (cache, target, method, attribute.AllTags, attribute.Options);
        var type = target.GetType();
        _signature = new MemoizedSignature(method.GetParameters(), $"{type.Assembly.GetName().Name}!{type}.{method.DeclaringType}.{method}", null, attribute.Exclude);
        _factory = MakeAsync;
        CheckTags();
    }

    public object? Call(object?[] args)
    {
        var calling = CallAsync(args);
        return _method.ReturnType == typeof(ValueTask<T>) ? calling
            : _method.ReturnType == typeof(Task<T>) ? calling.AsTask()
            : calling.IsCompleted ? calling.GetAwaiter().GetResult()
            : calling.AsTask().GetAwaiter().GetResult();
    }

    private ValueTask<T> CallAsync(object?[] args)
    {
        var writer = new KeyWriter(stackalloc char[256]);
        writer.Append(_signature.Prefix);
        for (var i = 0; i < args.Length; i++)
        {
            _signature.Write(ref writer, i, args[i]);
        }

        if (_cache.TryHit<T>(writer.Written, _options.Version, out var value))
        {
            writer.Dispose();
            return ValueTask.FromResult(value);
        }

        var key = writer.Written.ToString();
        writer.Dispose();
        var options = _tags.Length == 0 ? _options : _options with { Tags = [.. _tags.Select(tag => Fill(tag, args))] };
        return _cache.LookupAsync(key, args, _factory, options, args.OfType<CancellationToken>().FirstOrDefault());
    }

    private async ValueTask<T> MakeAsync(object?[] args, FactoryContext context, CancellationToken cancellationToken)
    {
        object?[] own = [.. args.Select(a => a is CancellationToken ? cancellationToken : a)];
        return CachedMethods.Invoke(_target, _method, own) switch
        {
            Task<T> task when _method.ReturnType == typeof(Task<T>) => await task.ConfigureAwait(false),
            ValueTask<T> task when _method.ReturnType == typeof(ValueTask<T>) => await task.ConfigureAwait(false),
            var result => (T)result!,
        };
    }

    private void CheckTags()
    {
        var names = _method.GetParameters().Select(static p => $"{{{p.Name}}}");
        foreach (var tag in _tags.Where(tag => names.Aggregate(tag, static (t, name) => t.Replace(name, "", StringComparison.Ordinal)).Contains('{', StringComparison.Ordinal)))
        {
            throw new ArgumentException($"The tag '{tag}' of {_method.DeclaringType}.{_method.Name} names no argument; there are {string.Join(", ", names)}.");
        }
    }

    private string Fill(string tag, object?[] args)
    {
        var parameters = _method.GetParameters();
        for (var i = 0; i < args.Length && tag.Contains('{', StringComparison.Ordinal); i++)
        {
            tag = tag.Replace($"{{{parameters[i].Name}}}", Convert.ToString(args[i], CultureInfo.InvariantCulture), StringComparison.Ordinal);
        }

        return tag;
    }
}
