using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EdgeMonitor.Commands.Journal.Export;

/// <summary>How tables are written.</summary>
internal enum TableFormat
{
    /// <summary>Comma-separated values (RFC 4180), with a header.</summary>
    Csv,

    /// <summary>One JSON object a line.</summary>
    Json,
}

/// <summary>A table of an export: one row at a time, in either form with the same names.</summary>
internal sealed class TableFile : IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    private readonly TableFormat _format;
    private readonly IReadOnlyList<string> _columns;
    private readonly StreamWriter _writer;
    private readonly ArrayBufferWriter<byte> _line = new();

    /// <summary>Makes the file.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="name">Its name without an ending.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="columns">The columns' names.</param>
    /// <exception cref="IOException">It cannot be made, or is there already.</exception>
    public TableFile(string directory, string name, TableFormat format, params IReadOnlyList<string> columns)
    {
        (_format, _columns) = (format, columns);
        _writer = new StreamWriter(ExportDirectory.Create(directory, name + (format == TableFormat.Csv ? ".csv" : ".jsonl"))) { NewLine = format == TableFormat.Csv ? "\r\n" : "\n" };
        if (format == TableFormat.Csv) _writer.WriteLine(string.Join(',', columns));
    }

    /// <summary>Rows written.</summary>
    public long Rows { get; private set; }

    /// <summary>Writes a row; a null is an empty field, and absent in JSON.</summary>
    public void Row(params ReadOnlySpan<object?> values)
    {
        if (_format == TableFormat.Csv) WriteCsv(values);
        else WriteJson(values);
        Rows++;
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    /// <summary>A moment as it stands in tables: UTC, ISO 8601, ms.</summary>
    public static string Time(double ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Floor(ms)).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private void WriteCsv(ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0) _writer.Write(',');
            var text = values[i] switch
            {
                null => "",
                bool flag => flag ? "true" : "false",
                double number => number.ToString("R", CultureInfo.InvariantCulture),
                IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
                var other => other.ToString() ?? "",
            };
            _writer.Write(text.AsSpan().ContainsAny(Quoted) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text);
        }

        _writer.WriteLine();
    }

    private void WriteJson(ReadOnlySpan<object?> values)
    {
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line, Options))
        {
            json.WriteStartObject();
            for (var i = 0; i < values.Length; i++)
            {
                if (values[i] is null or "") continue;
                json.WritePropertyName(_columns[i]);
                switch (values[i])
                {
                    case bool flag: json.WriteBooleanValue(flag); break;
                    case double number: json.WriteNumberValue(number); break;
                    case long number: json.WriteNumberValue(number); break;
                    case uint number: json.WriteNumberValue(number); break;
                    default: json.WriteStringValue(values[i]!.ToString()); break;
                }
            }

            json.WriteEndObject();
        }

        _writer.WriteLine(Encoding.UTF8.GetString(_line.WrittenSpan));
    }
}
