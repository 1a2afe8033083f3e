namespace Freshet.Values;

internal interface ICachedMethod
{
    object? Call(object?[] args);
}
