namespace EdgeMonitor.Storage.LogPages;

/// <summary>
/// Copies what a log holds into the data file, before LiteDB opens it: after a power cut during a checkpoint some pages there are torn, and the log
/// has all of them.
/// </summary>
internal static class Redo
{
    /// <summary>Copies the newest page of each number, lowest number first; when this returns they are on the disk.</summary>
    /// <param name="log">The log, already brought to the disk by <see cref="LogStream.Open"/>.</param>
    /// <param name="content">Its committed frames.</param>
    /// <param name="data">The data file.</param>
    /// <exception cref="IOException">The disk refuses: the log must stay. The first page, the only one that LiteDB reads past the log, comes first and needs no room.</exception>
    public static void Run(IStoreFile log, LogContent content, IStoreFile data)
    {
        var newest = new SortedDictionary<uint, long>();
        var frame = new byte[LogFrame.Bytes];
        foreach (var position in content.Frames) newest[Page.NumberOf(LogFrame.PageOf(ReadFrame(position)))] = position;
        foreach (var (number, position) in newest)
        {
            var page = LogFrame.PageOf(ReadFrame(position));
            Page.Settle(page);
            Page.TrySeal(page);
            data.Write((long)number * Page.Bytes, page);
        }

        data.Sync();

        Span<byte> ReadFrame(long position) => log.Read(position, frame) == frame.Length
            ? frame
            : throw new PageDamagedException("The log was cut while it was read.");
    }
}
