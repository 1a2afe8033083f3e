namespace Freshet.Values;

internal delegate ValueTask<T> Factory<in TState, T>(TState state, FactoryContext context, CancellationToken cancellationToken);
