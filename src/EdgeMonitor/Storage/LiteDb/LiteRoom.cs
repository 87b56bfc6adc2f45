using EdgeMonitor.Storage.LogPages;

namespace EdgeMonitor.Storage.LiteDb;

/// <summary>
/// How much of a file a record takes. LiteDB lays a document into whole pages and one last block, which shares a page only where the list that the page
/// stands in promises room enough: of a document a little over 40 % of a page more than half a page is left free for good.
/// </summary>
internal static class LiteRoom
{
    private const int ContentBytes = Page.Bytes - 32; // of a page, without its head
    private const int BlockBytes = 10; // a block's head and its place in the page's footer
    private const int KeyBytes = 48; // Chosen: a key with a stream's name, and what BSON puts around it and the bytes
    private const int IndexBytes = 96; // Chosen: a node of the index with the key once more, and what its pages leave free
    private static readonly double[] Promised = [0.30, 0.60, 0.75, 0.90]; // LiteDB 5.0.21's lists of data pages: the part of the content that is free

    /// <summary>About so many bytes of the file, once many records of this length are there.</summary>
    public static int Of(int recordBytes)
    {
        var (pages, rest) = Math.DivRem(recordBytes + KeyBytes, ContentBytes - BlockBytes);
        return (pages * Page.Bytes) + ShareOf(rest + BlockBytes) + IndexBytes;
    }

    private static int ShareOf(int block)
    {
        foreach (var part in Promised)
        {
            if (block <= ContentBytes * part) return Page.Bytes / ((int)(ContentBytes * (1 - part) / block) + 1);
        }

        return Page.Bytes;
    }
}
