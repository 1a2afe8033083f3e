namespace Freshet.Stores;

/// <summary>What a tier answered: whether in time, and otherwise perhaps the operation that goes on.</summary>
internal readonly record struct TierAnswer<T>(bool Done, T? Result, Task<T>? Late = null);
