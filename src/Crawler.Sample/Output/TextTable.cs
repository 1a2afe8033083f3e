using Spectre.Console;

namespace Freshet.Program.Output;

/// <summary>A table of texts: drawn on a terminal, aligned with spaces elsewhere.</summary>
internal sealed class TextTable(string title, params string[] columns)
{
    private readonly List<string[]> _rows = [];

    public TextTable Row(params string[] cells)
    {
        _rows.Add(cells);
        return this;
    }

    public void WriteTo(TextWriter output, bool terminal)
    {
        if (terminal)
        {
            Draw(output);
        }
        else
        {
            Align(output);
        }
    }

    private void Align(TextWriter output)
    {
        var widths = new int[columns.Length];
        foreach (var row in _rows.Prepend(columns))
        {
            for (var i = 0; i < row.Length; i++)
            {
                widths[i] = Math.Max(widths[i], row[i].Length);
            }
        }

        output.WriteLine(title);
        var headed = columns.Any(column => column.Length > 0);
        foreach (var row in headed ? _rows.Prepend(columns) : _rows)
        {
            output.WriteLine($"  {string.Join("  ", row.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : IsLast(i) ? cell : cell.PadLeft(widths[i])))}"
                .TrimEnd());
        }
    }

    private void Draw(TextWriter output)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        for (var i = 0; i < columns.Length; i++)
        {
            var column = new TableColumn($"[grey]{Markup.Escape(columns[i])}[/]").NoWrap();
            table.AddColumn(i == 0 || IsLast(i) ? column : column.RightAligned());
        }

        if (columns.All(column => column.Length == 0))
        {
            table.HideHeaders();
        }

        foreach (var row in _rows)
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        var console = SpectreConsole.On(output);
        console.MarkupLine($"[bold]{Markup.Escape(title)}[/]");
        console.Write(table);
    }

    private bool IsLast(int column) => column == columns.Length - 1;
}
