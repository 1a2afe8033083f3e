namespace Freshet.Tests.Kit;

/// <summary>A clock that stands still until a test moves it.</summary>
public sealed class FakeTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly HashSet<FakeTimer> armed = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> waiting = [];
    private DateTimeOffset wall = start;
    private TimeSpan elapsed;
    private long order;

    public FakeTime() : this(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>The wall clock. Setting it (also backwards) is an adjusted clock: no timer fires, no time stamp moves.</summary>
    public DateTimeOffset Now
    {
        get { lock (gate) { return wall; } }
        set { lock (gate) { wall = value; } }
    }

    /// <summary>How many timers are waiting to fire.</summary>
    public int Timers
    {
        get { lock (gate) { return armed.Count; } }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp()
    {
        lock (gate) { return elapsed.Ticks; }
    }

    /// <summary>Moves the clock and fires the timers that fall due, each at its own time, in order, on this thread.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TimeSpan target;
        lock (gate) { target = elapsed + by; }
        while (NextDue(target) is { } due)
        {
            due.Fire();
        }
    }

    /// <summary>Waits until at least so many timers wait to fire, so that a test advances no sooner than the code sleeps.</summary>
    public Task WhenTimersAsync(int count, CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            if (armed.Count >= count)
            {
                return Task.CompletedTask;
            }

            TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add((count, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        FakeTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private FakeTimer? NextDue(TimeSpan target)
    {
        lock (gate)
        {
            FakeTimer? next = armed.Where(t => t.Due <= target).MinBy(t => (t.Due, t.Order));
            MoveTo(next?.Due ?? target);
            if (next is null)
            {
                return null;
            }

            armed.Remove(next);
            if (next.Period > TimeSpan.Zero)
            {
                Arm(next, next.Due + next.Period);
            }

            return next;
        }
    }

    private void MoveTo(TimeSpan to)
    {
        if (to > elapsed)
        {
            wall += to - elapsed;
            elapsed = to;
        }
    }

    private void Arm(FakeTimer timer, TimeSpan due)
    {
        timer.Due = due;
        timer.Order = ++order;
        armed.Add(timer);
        foreach ((int _, TaskCompletionSource reached) in waiting.Where(w => armed.Count >= w.Count))
        {
            reached.TrySetResult();
        }

        waiting.RemoveAll(w => w.Reached.Task.IsCompleted);
    }

    private sealed class FakeTimer(FakeTime time, TimerCallback callback, object? state) : ITimer
    {
        private bool disposed;

        public TimeSpan Due { get; set; }

        public long Order { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
            {
                if (disposed)
                {
                    return false;
                }

                time.armed.Remove(this);
                Period = period;
                if (dueTime >= TimeSpan.Zero)
                {
                    time.Arm(this, time.elapsed + dueTime);
                }
            }

            // A timer that is due at once needs no clock to move.
            if (dueTime == TimeSpan.Zero)
            {
                ThreadPool.QueueUserWorkItem(_ => time.Advance(TimeSpan.Zero));
            }

            return true;
        }

        public void Dispose()
        {
            lock (time.gate)
            {
                disposed = true;
                time.armed.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
