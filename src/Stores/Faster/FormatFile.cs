using System.Globalization;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>The file that says which version of the format a directory holds; a damaged one is written anew.</summary>
internal static class FormatFile
{
    private const string Name = "format";
    private const string Start = "freshet faster store, format ";

    /// <summary>Refuses a directory of a newer version, and finds the layout of the log that is there, if any.</summary>
    public static LogLayout? Check(string directory)
    {
        string path = Path.Combine(directory, Name);
        string text = File.Exists(path) ? File.ReadAllText(path) : "";
        int version = 0;
        if (text.StartsWith(Start, StringComparison.Ordinal))
        {
            _ = int.TryParse(text.AsSpan(Start.Length).TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out version);
        }

        var segments = new Dictionary<LogLayout, int>();
        foreach (string file in Directory.EnumerateFiles(directory, "log-*"))
        {
            if (LogLayout.TryParse(Path.GetFileName(file), out int found, out LogLayout layout, out _))
            {
                version = Math.Max(version, found);
                segments[layout] = segments.GetValueOrDefault(layout) + 1;
            }
        }

        if (version > LogLayout.Version)
        {
            throw new StoreException(
                $"The store in {directory} has format {version}, and this program reads formats up to {LogLayout.Version}: " +
                "a newer version of Freshet wrote it. Use that version, or another directory.");
        }

        return segments.Count == 0 ? null : segments.MaxBy(s => s.Value).Key;
    }

    public static void Write(string directory)
    {
        string path = Path.Combine(directory, Name);
        string text = string.Create(CultureInfo.InvariantCulture, $"{Start}{LogLayout.Version}\n");
        if (!File.Exists(path) || File.ReadAllText(path) != text)
        {
            string temporary = path + ".new";
            File.WriteAllText(temporary, text);
            File.Move(temporary, path, overwrite: true);
        }
    }
}
