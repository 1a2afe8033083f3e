using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Freshet.Bench;

/// <summary>What the kernel says a process used: CPU time of user and system, peak resident memory, and the time it took.</summary>
internal sealed partial record Measurement(int ExitCode, double User, double System, double RssMegabytes, double Seconds)
{
    public double Cpu => User + System;

    /// <summary>
    /// Runs a command and prints its measurement as the last line on stdout. A process of its own does this, since memory of the
    /// process that starts a program counts as the program's until it starts.
    /// </summary>
    public static unsafe int Report(string[] command)
    {
        Stopwatch watch = Stopwatch.StartNew();
        nint[] arguments = [.. command.Select(Marshal.StringToCoTaskMemUTF8), 0];
        nint[] environment =
        [
            .. Environment.GetEnvironmentVariables().Cast<global::System.Collections.DictionaryEntry>()
                .Select(e => Marshal.StringToCoTaskMemUTF8($"{e.Key}={e.Value}")),
            0,
        ];
        long* usage = stackalloc long[32];
        int status;
        fixed (nint* argv = arguments, envp = environment)
        {
            int error = posix_spawnp(out int pid, command[0], 0, 0, argv, envp);
            if (error != 0)
            {
                Console.Error.WriteLine($"{command[0]} does not start: error {error}");
                return 127;
            }

            while (wait4(pid, &status, 0, usage) != pid)
            {
            }
        }

        int exit = (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
        Measurement result = new(exit, usage[0] + (usage[1] / 1e6), usage[2] + (usage[3] / 1e6), usage[4] / 1024.0, watch.Elapsed.TotalSeconds);
        Console.Out.Write($"\n{JsonSerializer.Serialize(result)}\n");
        return 0;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int posix_spawnp(out int pid, string file, nint actions, nint attributes, nint* argv, nint* envp);

    [LibraryImport("libc")]
    private static unsafe partial int wait4(int pid, int* status, int options, long* usage);
}
