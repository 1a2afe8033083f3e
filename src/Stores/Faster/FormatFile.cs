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

    /// <summary>Refuses a directory of a newer version, and finds the layout of the log that is there, if any.</summary>
    [MethodImpl(MethodImplOptions.NoOptimization)]
    public static LogLayout? Check(string directory)
    {
        int version = ReadVersion(Path.Combine(directory, Name));
        var segments = new Dictionary<string, int>(StringComparer.Ordinal);
        LogLayout? largest = null;
        int most = 0;
        foreach (string file in Directory.EnumerateFiles(directory, "log-*"))
        {
            if (LogLayout.TryParse(Path.GetFileName(file), out int found, out LogLayout layout, out _))
            {
                version = Math.Max(version, found);
                string log = Path.GetFileNameWithoutExtension(file);
                int count = segments[log] = segments.GetValueOrDefault(log) + 1;
                if (count > most)
                {
                    (largest, most) = (layout, count);
                }
            }
        }

        if (version > LogLayout.Version)
        {
            throw new StoreException(
                $"The store in {directory} has format {version}, and this program reads formats up to {LogLayout.Version}: " +
                "a newer version of Freshet wrote it. Use that version, or another directory.");
        }

        return largest;
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
    private static int ReadVersion(string path)
    {
        string text = File.Exists(path) ? File.ReadAllText(path) : "";
        return text.StartsWith(Start, StringComparison.Ordinal)
            && int.TryParse(text[Start.Length..].Split('\n')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            && TextOf(version) == text
            ? version
            : 0;
    }
}
