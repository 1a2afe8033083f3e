using System.Globalization;
using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>Where the file store keeps what: <c>DIRECTORY/3f/3fa1...</c>, named by the first 128 bits of the key's SHA-256.</summary>
internal sealed class FileLayout(string directory)
{
    public const int Directories = 256;
    private const int NameLength = 32;
    private const string Temporary = ".new-";
    private const string FormatPrefix = "freshet files ";
    public const int Version = 1;

    public string Root { get; } = Path.GetFullPath(directory);

    public string Usage => Path.Combine(Root, "usage");

    public string EvictionLock => Path.Combine(Root, "evicting");

    public string PathOf(string key)
    {
        Span<byte> utf8 = stackalloc byte[StoreLimits.MaxKeyBytes];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(key, utf8)], hash);
        string name = Convert.ToHexStringLower(hash[..(NameLength / 2)]);
        return Path.Join(Root, name.AsSpan(0, 2), name);
    }

    /// <summary>A name of its own beside a file.</summary>
    public static string TemporaryFor(string path) =>
        Path.Join(Path.GetDirectoryName(path.AsSpan()), Temporary + Guid.NewGuid().ToString("N"));

    /// <summary>Makes the directory and writes down the version of its format, or checks the one there.</summary>
    public void Open()
    {
        try
        {
            Directory.CreateDirectory(Root);
            string format = Path.Combine(Root, "format");
            int? found = ReadVersion(format);
            if (found > Version)
            {
                throw new StoreException($"The file store in {Root} has format {found}; this version of Freshet reads formats up to {Version}.");
            }

            if (found is null)
            {
                string temporary = Path.Combine(Root, Temporary + Guid.NewGuid().ToString("N"));
                File.WriteAllText(temporary, $"{FormatPrefix}{Version}\n");
                File.Move(temporary, format, overwrite: true);
            }
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not StoreException))
        {
            throw new StoreException($"The file store in {Root} can't be opened: {e.Message}", e);
        }
    }

    /// <summary>All files of records; a directory that goes away meanwhile has none.</summary>
    public IEnumerable<FoundFile> Files(bool temporary = false)
    {
        for (int i = 0; i < Directories; i++)
        {
            foreach (FoundFile file in FilesIn(i, temporary))
            {
                yield return file;
            }
        }
    }

    /// <summary>The files in one of the directories.</summary>
    public FoundFile[] FilesIn(int directory, bool temporary = false)
    {
        string path = Path.Combine(Root, directory.ToString("x2", CultureInfo.InvariantCulture));
        return Directory.Exists(path) ? FilesIn(path, temporary) : [];
    }

    private static FoundFile[] FilesIn(string path, bool temporary)
    {
        var found = new FileSystemEnumerable<FoundFile>(
            path,
            static (ref FileSystemEntry entry) => new(entry.ToFullPath(), entry.Length, entry.LastWriteTimeUtc.UtcDateTime),
            new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true })
        {
            ShouldIncludePredicate = temporary ? IsTemporary : IsRecord,
        };
        try
        {
            return [.. found];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static bool IsRecord(ref FileSystemEntry entry) =>
        !entry.IsDirectory && entry.FileName.Length == NameLength && !entry.FileName.ContainsAnyExcept("0123456789abcdef");

    private static bool IsTemporary(ref FileSystemEntry entry) => !entry.IsDirectory && entry.FileName.StartsWith(Temporary, StringComparison.Ordinal);

    private static int? ReadVersion(string format)
    {
        if (!File.Exists(format))
        {
            return null;
        }

        string text = File.ReadAllText(format);
        return text.StartsWith(FormatPrefix, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(FormatPrefix.Length), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int version)
            ? version
            : null;
    }
}

/// <summary>A file as a listing shows it.</summary>
internal readonly record struct FoundFile(string Path, long Length, DateTime LastUse);
