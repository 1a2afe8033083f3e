using System.Threading.Tasks.Sources;

namespace Freshet.Stores;

/// <summary>The wait for one answer, used again for others: it ends with the answer, by its caller's token, or when <see cref="Look"/> has seen it for too long.</summary>
internal sealed class PendingAnswer<T> : IValueTaskSource<T>
{
    private readonly PendingAnswers<T> _owner;
    private readonly Action _answered;
    private ManualResetValueTaskSourceCore<T> _core;
    private CancellationTokenRegistration _registration;
    private Task<T>? _answer;
    private long _bytes;

    // Odd while it waits, and another number for each wait.
    private long _state;
    private long _seen;
    private long _seenAt;
    private bool _isAbandoned;

    public PendingAnswer(PendingAnswers<T> owner)
    {
        _owner = owner;
        _answered = Answered;
    }

    public bool IsAbandoned => Volatile.Read(ref _isAbandoned);

    public ValueTask<T> Wait(Task<T> answer, long bytes, CancellationToken cancellationToken)
    {
        (_answer, _bytes) = (answer, bytes);
        short version = _core.Version;
        Volatile.Write(ref _state, _state + 1);
        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(
                static (o, token) => ((PendingAnswer<T>)o!).End(new OperationCanceledException(token)), this);
        }

        answer.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_answered);
        return new(this, version);
    }

    /// <summary>Ends a wait that it has seen for that long.</summary>
    public void Look(long now, long most)
    {
        long state = Volatile.Read(ref _state);
        if (state != _seen)
        {
            (_seen, _seenAt) = (state, now);
        }
        else if ((state & 1) == 1 && now - _seenAt >= most)
        {
            End(_owner.TimedOut(), state);
        }
    }

    public T GetResult(short token)
    {
        _registration.Dispose();
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            if (!_isAbandoned)
            {
                (_answer, _registration) = (null, default);
                _core.Reset();
                _owner.Return(this);
            }
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void End(Exception error) => End(error, Volatile.Read(ref _state));

    private void End(Exception error, long state)
    {
        if ((state & 1) == 1 && Interlocked.CompareExchange(ref _state, state + 1, state) == state)
        {
            // The answer may still come: it is not used again.
            Volatile.Write(ref _isAbandoned, true);
            _owner.Abandon(_answer!, _bytes);
            _core.SetException(error);
        }
    }

    private void Answered()
    {
        long state = Volatile.Read(ref _state);
        if ((state & 1) == 0 || Interlocked.CompareExchange(ref _state, state + 1, state) != state)
        {
            return;
        }

        if (_answer!.IsCompletedSuccessfully)
        {
            _core.SetResult(_answer.Result);
        }
        else
        {
            _core.SetException(_owner.Fault(_answer));
        }
    }
}
