using System.Globalization;
using System.Runtime.CompilerServices;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>The exclusive hold on a directory; the system lets go of it when the process ends, however it ends.</summary>
internal sealed class DirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    [MethodImpl(MethodImplOptions.NoOptimization)]
    public static DirectoryLock Take(string directory)
    {
        string path = Path.Combine(directory, "lock");
        string holder = Path.Combine(directory, "holder");
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not DirectoryNotFoundException and not FileNotFoundException && File.Exists(path))
        {
            throw InUse(directory, holder, e);
        }

        File.WriteAllText(holder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new DirectoryLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static StoreException InUse(string directory, string holder, Exception error) =>
        new($"The store in {directory} is in use by {Describe(holder)}. A store is open in one place at a time.", error);

    private static string Describe(string holder)
    {
        try
        {
            string pid = File.ReadAllText(holder).Trim();
            return pid == Environment.ProcessId.ToString(CultureInfo.InvariantCulture) ? $"this process ({pid})" : $"process {pid}";
        }
        catch (IOException)
        {
            return "another process";
        }
    }
}
