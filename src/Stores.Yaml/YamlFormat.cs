using System.Buffers;
using System.Text;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>Records as documents of YAML, text in blocks and other bytes as <c>!!binary</c>; docs/format.md has the form.</summary>
/// <remarks>Anchors, aliases and tags of one's own are refused, and so is what is nested deeper than a record.</remarks>
public sealed partial class YamlFormat : TransferFormat
{
    /// <inheritdoc/>
    public override void Write(TransferRecord record, IBufferWriter<byte> target)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(target);
        var text = new StringBuilder("---\n");
        Write(text, record);
        var encoder = Encoding.UTF8.GetEncoder();
        foreach (var chunk in text.GetChunks())
        {
            encoder.Convert(chunk.Span, target, flush: false, out _, out _);
        }

        encoder.Convert([], target, flush: true, out _, out _);
    }

    /// <inheritdoc/>
    protected override bool Begins(ReadOnlySpan<byte> line) => line.StartsWith("---"u8) && base.IsBlank(line[3..Math.Min(4, line.Length)]);

    /// <inheritdoc/>
    protected override bool IsBlank(ReadOnlySpan<byte> line) => line is [(byte)'#' or (byte)'%', ..] || line.StartsWith("..."u8) || base.IsBlank(line);
}
