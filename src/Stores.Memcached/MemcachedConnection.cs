using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.Sockets;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>A connection on which requests follow each other without waiting for answers, which come in the order of the requests.</summary>
internal sealed class MemcachedConnection : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly PipeReader _reader;
    private readonly PipeWriter _writer;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly ConcurrentQueue<TaskCompletionSource<MetaResponse>> _pending = new();
    private readonly TimeSpan _timeout;
    private readonly Task _reading;
    private Exception? _fault;

    private MemcachedConnection(Socket socket, TimeSpan timeout)
    {
        (_socket, _timeout) = (socket, timeout);
        var stream = new NetworkStream(socket, ownsSocket: true);
        _reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 32 << 10));
        _writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: 16 << 10));
        _reading = Task.Run(ReadAsync);
    }

    public bool IsBroken => Volatile.Read(ref _fault) is not null;

    public static async Task<MemcachedConnection> ConnectAsync(string host, int port, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            await socket.ConnectAsync(host, port, limit.Token).ConfigureAwait(false);
            return new MemcachedConnection(socket, timeout);
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                throw new StoreException($"memcached at {host}:{port} did not take the connection within {timeout}.", e);
            }

            throw;
        }
    }

    /// <summary>Sends one request, and waits for its answer. A caller that gives up leaves the answer to be thrown away.</summary>
    public async ValueTask<MetaResponse> CallAsync(ReadOnlyMemory<byte> line, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        TaskCompletionSource<MetaResponse> pending = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Volatile.Read(ref _fault) is { } fault)
            {
                throw new StoreException($"The connection to memcached broke: {fault.Message}", fault);
            }

            _pending.Enqueue(pending);
            _writer.Write(line.Span);
            if (!head.IsEmpty)
            {
                _writer.Write(head.Span);
                _writer.Write(value.Span);
                _writer.Write("\r\n"u8);
            }

            await _writer.FlushAsync(CancellationToken.None).AsTask().WaitAsync(_timeout, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not StoreException)
        {
            Break(e);
        }
        finally
        {
            _writing.Release();
        }

        if (IsBroken)
        {
            // What broke it may have come after the queue was emptied.
            Break(_fault!);
        }

        try
        {
            return await pending.Task.WaitAsync(_timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            // Answers can't be told apart any more once one is missing.
            Break(e);
            throw new StoreException($"memcached did not answer within {_timeout}.", e);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _ = pending.Task.ContinueWith(
                static t => { if (t.IsCompletedSuccessfully) { t.Result.Return(); } else { _ = t.Exception; } },
                CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Break(new ObjectDisposedException(nameof(MemcachedStore)));
        await _reading.ConfigureAwait(false);
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                ReadResult result = await _reader.ReadAsync().ConfigureAwait(false);
                ReadOnlySequence<byte> buffer = result.Buffer;
                int need = 0;
                while (!buffer.IsEmpty && MetaParser.TryRead(ref buffer, out MetaResponse response, out need))
                {
                    if (!_pending.TryDequeue(out TaskCompletionSource<MetaResponse>? pending))
                    {
                        response.Return();
                        throw new StoreException("memcached answered what nobody asked.");
                    }

                    pending.TrySetResult(response);
                }

                _reader.AdvanceTo(buffer.Start, result.Buffer.End);
                if (result.IsCompleted)
                {
                    throw new IOException("memcached closed the connection.");
                }

                if (need > 0)
                {
                    ReadResult more = await _reader.ReadAtLeastAsync(need).ConfigureAwait(false);
                    _reader.AdvanceTo(more.Buffer.Start);
                }
            }
        }
        catch (Exception e)
        {
            Break(e);
        }
    }

    private void Break(Exception error)
    {
        Interlocked.CompareExchange(ref _fault, error, null);
        _socket.Dispose();
        while (_pending.TryDequeue(out TaskCompletionSource<MetaResponse>? pending))
        {
            pending.TrySetException(error as StoreException ?? new StoreException($"The connection to memcached broke: {error.Message}", error));
        }
    }
}
