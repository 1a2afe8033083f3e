namespace Freshet.Stores.Tests.Durability;

/// <summary>Spoils a file of a directory, as disks, file systems and half-copied backups do.</summary>
internal static class Damage
{
    /// <summary>Does one kind of damage to one file, and says what and to which.</summary>
    public static (string What, string File) Do(string directory, Random random)
    {
        string[] files = [.. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        string[] large = [.. files.Where(f => new FileInfo(f).Length > 100)];
        string file = random.Next(4) == 0 ? files[random.Next(files.Length)] : large[random.Next(large.Length)];
        int kind = random.Next(8);
        byte[] bytes = File.ReadAllBytes(file);
        int at = random.Next(Math.Max(bytes.Length, 1));
        int length = Math.Min(random.Next(1, 100_000), bytes.Length - at);
        switch (kind)
        {
            case 0 when bytes.Length > 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                for (int n = 0; n < 200 && bytes.Length > 0; n++)
                {
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                }

                break;
            case 2:
                bytes.AsSpan(at, length).Clear();
                break;
            case 3:
                random.NextBytes(bytes.AsSpan(at, length));
                break;
            case 4:
                bytes = bytes[..at];
                break;
            case 5:
                bytes = [.. bytes, .. new byte[random.Next(3_000_000)]];
                break;
            case 6:
                File.WriteAllBytes(file, File.ReadAllBytes(files[random.Next(files.Length)]));
                return ("another file in place", Path.GetFileName(file));
            default:
                bytes.AsSpan(0, length).CopyTo(bytes.AsSpan(at));
                break;
        }

        File.WriteAllBytes(file, bytes);
        return ($"kind {kind} at {at}, {length} bytes", Path.GetFileName(file));
    }
}
