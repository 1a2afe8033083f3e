namespace Freshet.Storage;

// Lines of UTF-8, none of them so long that it would take the memory.
internal sealed class TransferLines(Stream source, int longest)
{
    private byte[] _buffer = new byte[16 << 10];
    private int _start;
    private int _end;
    private bool _ended;

    // Of the last line, counted from 1.
    public int Number { get; private set; }

    // The next line with its end, valid until the next call; null when there is none.
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        var seen = 0;
        while (true)
        {
            var end = _buffer.AsSpan(_start + seen, _end - _start - seen).IndexOf((byte)'\n');
            var length = end >= 0 ? seen + end + 1 : _end - _start;
            if (length > longest)
            {
                throw TooLong(Number + 1, longest);
            }

            if (end >= 0 || (_ended && length > 0))
            {
                var line = _buffer.AsMemory(_start, length);
                _start += length;
                Number++;
                return Number == 1 && line.Span.StartsWith("\uFEFF"u8) ? line[3..] : line;
            }

            if (_ended)
            {
                return null;
            }

            seen = length;
            MakeRoom();
            var read = await source.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            _end += read;
            _ended = read == 0;
        }
    }

    public static FormatException TooLong(int line, int longest) =>
        new($"Line {line} is no record: it would be longer than {longest:N0} bytes, the most that is read of one.");

    private void MakeRoom()
    {
        if (_end < _buffer.Length)
        {
            return;
        }

        // What is read already goes; when that is not much, the room doubles.
        var to = _start > _buffer.Length / 2 ? _buffer : new byte[_buffer.Length * 2];
        _buffer.AsSpan(_start, _end - _start).CopyTo(to);
        (_buffer, _start, _end) = (to, 0, _end - _start);
    }
}
