using System.Text;
using Freshet.Urls;

namespace Freshet.Frontiers;

public sealed partial class MemoryFrontier
{
    /// <inheritdoc/>
    public void SetDelay(string host, TimeSpan delay)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        lock (_lock)
        {
            var now = Now;
            var queue = Host(Encoding.ASCII.GetBytes(host.ToLowerInvariant()));
            queue.IsPinned = true;
            queue.Delay = Math.Min(delay.Ticks, HostPoliteness.LongestDelay.Ticks);
            Place(queue, now);
            Serve(now);
        }
    }

    /// <inheritdoc/>
    public void BlockUntil(string host, DateTimeOffset time)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        lock (_lock)
        {
            var now = Now;
            var queue = Host(Encoding.ASCII.GetBytes(host.ToLowerInvariant()));
            queue.BlockedUntil = Math.Max(queue.BlockedUntil, now + (time - _time.GetUtcNow()).Ticks);
            Place(queue, now);
            Serve(now);
        }
    }

    private HostQueue Host(ReadOnlySpan<byte> name)
    {
        if (_lastHost is { } last && name.SequenceEqual(last.Name))
        {
            return last;
        }

        if (!_hostsByName.TryGetValue(name, out var host))
        {
            var text = Encoding.ASCII.GetString(name);
            host = new HostQueue(name.ToArray(), _options.Politeness.Of(text));
            _hosts.Add(host.Name, host);
        }

        return _lastHost = host;
    }

    private void Enqueue(in CrawlRequest request, long now)
    {
        var url = request.Url.Span;
        var parts = UrlParts.Of(url);
        var host = Host(parts.Host(url));
        host.Enqueue(request, 0, parts.PathStart, _memory);
        Place(host, now);
    }

    // The host may have been forgotten in the meantime, and another may stand in its place.
    private void EnqueueAgain(HostQueue host, in CrawlRequest request, int attempt, long now)
    {
        if (!_hosts.TryAdd(host.Name, host))
        {
            host = _hosts[host.Name];
        }

        host.Enqueue(request, attempt, UrlParts.Of(request.Url.Span).PathStart, _memory);
        Place(host, now);
    }

    private void Place(HostQueue host, long now)
    {
        if (host.State == HostState.Ready)
        {
            return;
        }

        var readyAt = host.ReadyAt;
        if (host.Leased > 0 && (host.Queued == 0 || host.Leased >= host.Politeness.MaxConnections))
        {
            host.State = HostState.Idle;
        }
        else if (readyAt > now)
        {
            if (host.State != HostState.Waiting || host.WaitsFor != readyAt)
            {
                host.State = HostState.Waiting;
                host.WaitsFor = readyAt;
                _heap.Enqueue(host, readyAt);
            }
        }
        else if (host.Queued > 0)
        {
            host.State = HostState.Ready;
            _ring.Enqueue(host);
        }
        else
        {
            host.State = HostState.Idle;
            if (!host.IsPinned)
            {
                Forget(host);
            }
        }
    }

    private void Forget(HostQueue host)
    {
        _hosts.Remove(host.Name);
        _lastHost = _lastHost == host ? null : _lastHost;
    }

    /// <summary>Leases the next request, or nothing when there is none for now.</summary>
    private Lease? Take(long now)
    {
        Return(now);
        while (_heap.TryPeek(out var waiting, out var instant) && instant <= now)
        {
            _heap.Dequeue();
            if (waiting.State == HostState.Waiting && waiting.WaitsFor == instant)
            {
                waiting.State = HostState.Idle;
                Place(waiting, now);
            }
        }

        while (_ring.TryDequeue(out var host))
        {
            host.State = HostState.Idle;
            try
            {
                if (host.Queued > 0 && host.ReadyAt <= now && host.Leased < host.Politeness.MaxConnections)
                {
                    return Take(host, now);
                }
            }
            finally
            {
                Place(host, now);
            }
        }

        return null;
    }

    private Lease Take(HostQueue host, long now)
    {
        var (request, attempt) = host.Dequeue(_memory);
        var lease = new Lease(++_lastId, request, attempt + 1) { Owner = this, Host = host };
        host.Lease(now, _random);
        _queued--;
        _leased++;
        if (_options.LeaseTimeout is { } timeout)
        {
            lease.Deadline = now + timeout.Ticks;
            _deadlines.Enqueue(lease);
        }

        return lease;
    }

    private void End(Lease lease, HostQueue host, long now)
    {
        lease.Host = null;
        host.Release();
        _leased--;
        Place(host, now);
    }

    /// <summary>Queues again what was leased and is due.</summary>
    private void Return(long now)
    {
        while (_delayed.TryPeek(out var delayed, out var due) && due.Instant <= now)
        {
            _delayed.Dequeue();
            EnqueueAgain(delayed.Host, delayed.Request, delayed.Attempt, now);
        }

        while (_deadlines.TryPeek(out var lease) && (lease.Host is null || lease.Deadline <= now))
        {
            _deadlines.Dequeue();
            if (lease.Host is { } host)
            {
                End(lease, host, now);
                _queued++;
                EnqueueAgain(host, lease.Request, lease.Attempt, now);
            }
        }
    }

    private void Delay(Lease lease, HostQueue host, long instant, long now)
    {
        if (instant <= now)
        {
            EnqueueAgain(host, lease.Request, lease.Attempt, now);
        }
        else
        {
            _delayed.Enqueue((host, lease.Request, lease.Attempt), (instant, ++_lastDelay));
        }
    }
}
