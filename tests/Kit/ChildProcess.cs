using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Freshet.Tests.Kit;

/// <summary>How a child process ended, and everything it said.</summary>
public sealed record ChildResult(int ExitCode, string Output, string Error);

/// <summary>A program run beside the test, killed at the latest when this is disposed.</summary>
public sealed partial class ChildProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource<string> Seen)> watchers = [];
    private readonly Task reading;

    private ChildProcess(Process process)
    {
        this.process = process;
        reading = Task.WhenAll(ReadAsync(process.StandardOutput, output), ReadAsync(process.StandardError, error));
    }

    public int Id => process.Id;

    /// <summary>What it wrote to stdout so far.</summary>
    public string Output
    {
        get { lock (watchers) { return output.ToString(); } }
    }

    /// <summary>What it wrote to stderr so far.</summary>
    public string Error
    {
        get { lock (watchers) { return error.ToString(); } }
    }

    public static ChildProcess Start(
        string file, IEnumerable<string> arguments, string? directory = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        ProcessStartInfo start = new(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? "",
        };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>Runs a program to its end, and kills it when that takes longer than the time-out (two minutes unless told).</summary>
    public static async Task<ChildResult> RunAsync(
        string file, IEnumerable<string> arguments, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        await using ChildProcess child = Start(file, arguments);
        child.EndInput();
        return await child.ExitAsync(timeout, cancellationToken);
    }

    /// <summary>Waits for the end.</summary>
    /// <exception cref="TimeoutException">It ran longer than the time-out, and was killed.</exception>
    public async Task<ChildResult> ExitAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        try
        {
            await process.WaitForExitAsync(cancellationToken).WaitAsync(timeout ?? TimeSpan.FromMinutes(2), cancellationToken);
            await reading.WaitAsync(TimeSpan.FromSeconds(10), cancellationToken);
        }
        catch (TimeoutException)
        {
            Kill();
            throw new TimeoutException($"{process.StartInfo.FileName} did not end.\nstdout: {Output}\nstderr: {Error}");
        }

        return new ChildResult(process.ExitCode, Output, Error);
    }

    /// <summary>Waits for a line on stdout or stderr, also one that was already written.</summary>
    public async Task<string> LineAsync(Func<string, bool> wanted, CancellationToken cancellationToken = default)
    {
        TaskCompletionSource<string> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (watchers)
        {
            string? already = $"{output}\n{error}".Split('\n').FirstOrDefault(wanted);
            if (already is not null)
            {
                return already;
            }

            watchers.Add((wanted, seen));
        }

        _ = reading.ContinueWith(
            _ => seen.TrySetException(new InvalidOperationException($"It ended before that line.\nstdout: {Output}\nstderr: {Error}")),
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return await seen.Task.WaitAsync(cancellationToken);
    }

    public void EndInput() => process.StandardInput.Close();

    /// <summary>kill -9, it and its children.</summary>
    public void Kill()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Ctrl-C.</summary>
    public void Interrupt() => Signal(2);

    /// <summary>Sends a signal by its number, 15 for SIGTERM.</summary>
    public void Signal(int signal) => Signal(process.Id, signal);

    /// <summary>Sends a signal to a process that this one started.</summary>
    public static void Signal(int id, int signal)
    {
        if (kill(id, signal) != 0)
        {
            throw new InvalidOperationException($"kill -{signal} {id}: error {Marshal.GetLastPInvokeError()}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task ReadAsync(StreamReader from, StringBuilder to)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (watchers)
            {
                to.Append(line).Append('\n');
                foreach ((Func<string, bool> wanted, TaskCompletionSource<string> seen) in watchers)
                {
                    if (wanted(line))
                    {
                        seen.TrySetResult(line);
                    }
                }
            }
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);
}
