using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Freshet.Storage;

/// <summary>A form of records that people can read and edit, one after the other in UTF-8: <see cref="JsonFormat"/>, for example.</summary>
public abstract class TransferFormat
{
    private static readonly string[] Times = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd"];

    /// <summary>UTF-8 that throws on what is none.</summary>
    protected static Encoding Utf8 { get; } = new UTF8Encoding(false, throwOnInvalidBytes: true);

    /// <summary>The longest record that is read, in bytes of its form.</summary>
    /// <value>The default is 64 MiB.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int MaxRecordBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 64 << 20;

    /// <summary>Writes a record, with whatever divides it from the next one.</summary>
    /// <param name="record">The record.</param>
    /// <param name="target">Where it goes.</param>
    public abstract void Write(TransferRecord record, IBufferWriter<byte> target);

    /// <summary>Reads records one by one.</summary>
    /// <param name="source">What <see cref="Write"/> wrote, edited or not; stays open.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FormatException">Something is no record of this form; the message says in which line and why.</exception>
    public async IAsyncEnumerable<TransferRecord> ReadAsync(Stream source, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var lines = new TransferLines(source, MaxRecordBytes);
        var text = new ArrayBufferWriter<byte>();
        var first = 0;
        while (await lines.ReadAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (text.WrittenCount > 0 && Begins(line.Span))
            {
                if (Parse(text.WrittenMemory, first) is { } record)
                {
                    yield return record;
                }

                text.ResetWrittenCount();
            }

            if (text.WrittenCount > 0 || !IsBlank(line.Span))
            {
                first = text.WrittenCount == 0 ? lines.Number : first;
                text.Write(text.WrittenCount <= MaxRecordBytes - line.Length ? line.Span : throw TransferLines.TooLong(first, MaxRecordBytes));
            }
        }

        if (text.WrittenCount > 0 && Parse(text.WrittenMemory, first) is { } last)
        {
            yield return last;
        }
    }

    /// <summary>Whether a line begins another record.</summary>
    protected abstract bool Begins(ReadOnlySpan<byte> line);

    /// <summary>Whether a line between records says nothing: only white space, for example.</summary>
    protected virtual bool IsBlank(ReadOnlySpan<byte> line) => line.Trim(" \t\r\n"u8).IsEmpty;

    /// <summary>Reads one record.</summary>
    /// <param name="text">The lines from one beginning to the next.</param>
    /// <param name="firstLine">The number of the first of them, counted from 1.</param>
    /// <returns>The record, or null when there is none.</returns>
    /// <exception cref="FormatException">It is none of this form.</exception>
    protected abstract TransferRecord? Read(ReadOnlyMemory<byte> text, int firstLine);

    /// <summary>Bytes as text, or null where they are no UTF-8 or have control characters other than tabs and line ends.</summary>
    protected static string? TextOf(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (b is < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r') or 0x7F)
            {
                return null;
            }
        }

        return System.Text.Unicode.Utf8.IsValid(bytes) ? Utf8.GetString(bytes) : null;
    }

    /// <summary>Reads a time.</summary>
    /// <param name="text">ISO 8601: <c>2026-01-31T12:00:00Z</c>, with a fraction of seconds, another offset (UTC without one), or as a date alone.</param>
    /// <returns>The time, in UTC.</returns>
    /// <exception cref="FormatException">It is no time of this form.</exception>
    protected static DateTimeOffset TimeOf(string text) =>
        DateTimeOffset.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : throw new FormatException($"'{Short(text)}' is no time such as 2026-01-31T12:00:00Z.");

    /// <summary>What was given, as far as it fits in a message.</summary>
    protected static string Short(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= 40 ? text : text[..40] + "...";
    }

    private TransferRecord? Parse(ReadOnlyMemory<byte> text, int line)
    {
        try
        {
            var record = Read(text, line);
            record?.Check();
            return record;
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new FormatException($"Line {line} is no record: {e.Message}", e);
        }
    }
}
