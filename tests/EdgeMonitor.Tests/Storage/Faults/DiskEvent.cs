using System.Text;

namespace EdgeMonitor.Tests.Storage.Faults;

/// <summary>One call that disk.c has written down.</summary>
/// <param name="Kind">O opened, W written, T sized, S file synced, D directory synced, R renamed, L linked, U removed, M a mark of the test.</param>
/// <param name="Inode">The file.</param>
/// <param name="Number">O: 1 where it was made, 2 where it was emptied; W: the place; T: the size.</param>
/// <param name="Path">Below the disk's root.</param>
/// <param name="Data">Bytes written, the new name, or the mark.</param>
internal readonly record struct DiskEvent(char Kind, ulong Inode, long Number, string Path, byte[] Data)
{
    /// <summary>Data as text.</summary>
    public string Text => Encoding.UTF8.GetString(Data);

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        'M' or 'R' or 'L' => $"{Kind} {Path} {Text}",
        'W' => $"{Kind} {Inode} at {Number}: {Data.Length} bytes",
        _ => $"{Kind} {Inode} {Number} {Path}",
    };

    /// <summary>All calls of a trace, in their order.</summary>
    public static List<DiskEvent> Read(string trace)
    {
        var events = new List<DiskEvent>();
        using var reader = new BinaryReader(File.OpenRead(trace));
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            var (kind, path, data) = ((char)reader.ReadUInt32(), (int)reader.ReadUInt32(), (int)reader.ReadUInt64());
            var (inode, number) = (reader.ReadUInt64(), reader.ReadInt64());
            events.Add(new DiskEvent(kind, inode, number, Encoding.UTF8.GetString(reader.ReadBytes(path)), reader.ReadBytes(data)));
        }

        return events;
    }
}
