using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>The file that says which version of the format a directory holds, with a checksum; a damaged one is written anew.</summary>
internal static class FormatFile
{
    private const string Name = "format";
    private const string Start = "freshet faster store, format ";

    /// <summary>Refuses a directory of another version, and finds the layout of the log that is there, if any.</summary>
    [MethodImpl(MethodImplOptions.NoOptimization)]
    public static LogLayout? Check(string directory)
    {
        if (Find(directory, out LogLayout? layout, out bool rests) is var version and < LogLayout.Version)
        {
            throw new StoreException(
                $"The store in {directory} has format {version}, and this program writes format {LogLayout.Version}. " +
                $"Bring it over with: freshet cache migrate --store faster:{directory}");
        }

        if (rests)
        {
            RemoveOlder(directory);
        }

        return layout;
    }

    /// <summary>Gives the version of the store in a directory, the present one where there is none, the layout of that one's log, and whether
    /// there are rests of older ones; refuses a newer one.</summary>
    [MethodImpl(MethodImplOptions.NoOptimization)]
    public static int Find(string directory, out LogLayout? layout, out bool rests)
    {
        int? stated = ReadVersion(Path.Combine(directory, Name));
        int oldest = stated ?? LogLayout.Version;
        int newest = oldest;
        var segments = new Dictionary<string, int>(StringComparer.Ordinal);
        int most = 0;
        layout = null;
        foreach (string file in Directory.EnumerateFiles(directory, "log-*"))
        {
            if (!LogLayout.TryParse(Path.GetFileName(file), out int found, out LogLayout read, out _))
            {
                continue;
            }

            (oldest, newest) = (Math.Min(oldest, found), Math.Max(newest, found));
            if (found == LogLayout.Version)
            {
                string log = Path.GetFileNameWithoutExtension(file);
                int count = segments[log] = segments.GetValueOrDefault(log) + 1;
                if (count > most)
                {
                    (layout, most) = (read, count);
                }
            }
        }

        rests = oldest < LogLayout.Version || Directory.Exists(LogMigration.WorkPlace(directory));
        return newest <= LogLayout.Version
            ? stated ?? oldest
            : throw new StoreException(
                $"The store in {directory} has format {newest}, and this program reads formats up to {LogLayout.Version}: " +
                "a newer version of Freshet wrote it. Use that version, or another directory.");
    }

    /// <summary>Removes what a migration left.</summary>
    [MethodImpl(MethodImplOptions.NoOptimization)]
    public static void RemoveOlder(string directory)
    {
        foreach (string file in Directory.EnumerateFiles(directory, "log-*"))
        {
            if (LogLayout.TryParse(Path.GetFileName(file), out int version, out _, out _) && version < LogLayout.Version)
            {
                File.Delete(file);
            }
        }

        if (LogMigration.WorkPlace(directory) is var work && Directory.Exists(work))
        {
            Directory.Delete(work, recursive: true);
        }
    }

    [MethodImpl(MethodImplOptions.NoOptimization)]
    public static void Write(string directory)
    {
        string path = Path.Combine(directory, Name);
        if (ReadVersion(path) != LogLayout.Version)
        {
            string temporary = path + ".new";
            File.WriteAllText(temporary, TextOf(LogLayout.Version));
            File.Move(temporary, path, overwrite: true);
        }
    }

    [MethodImpl(MethodImplOptions.NoOptimization)]
    public static string TextOf(int version)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{Start}{version}");
        return $"{text}\ncrc-32c {Crc32C.Compute(Encoding.UTF8.GetBytes(text)):x8}\n";
    }

    [MethodImpl(MethodImplOptions.NoOptimization)]
    private static int? ReadVersion(string path)
    {
        string text = File.Exists(path) ? File.ReadAllText(path) : "";
        return text.StartsWith(Start, StringComparison.Ordinal)
            && int.TryParse(text[Start.Length..].Split('\n')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            && TextOf(version) == text
            ? version
            : null;
    }
}
