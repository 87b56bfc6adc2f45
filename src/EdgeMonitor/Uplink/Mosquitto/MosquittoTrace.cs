using System.Runtime.InteropServices;

namespace EdgeMonitor.Uplink.Mosquitto;

/// <summary>What was seen of a connection on its own thread, kept to explain its end.</summary>
internal sealed class MosquittoTrace
{
    /// <summary>Errors kept; the last ones are nearest to the end.</summary>
    private const int LinesKept = 8;

    private readonly Queue<string> _lines = new();

    /// <summary>CONNACK's reason code; null where none came.</summary>
    public int? ConnectReason { get; set; }

    /// <summary>The reason that the library gave for the end; null where it gave none.</summary>
    public int? DisconnectReason { get; set; }

    /// <summary>The system's error number after the library's last call.</summary>
    public int Errno { get; set; }

    /// <summary>OpenSSL's verdict on the broker's certificate (<c>X509_V_ERR_…</c>), 0 where it is good or not known.</summary>
    public long Verification { get; private set; }

    /// <summary>The errors as the library logged them, OpenSSL's own words among them.</summary>
    public string Errors => string.Join("; ", _lines);

    /// <summary>Keeps a logged error, and OpenSSL's verdict while its session still exists.</summary>
    public void Note(nint client, string text)
    {
        if (_lines.Count == LinesKept) _lines.Dequeue();
        _lines.Enqueue(text);
        nint session = client == 0 ? 0 : MosquittoNative.GetSsl(client);
        if (session != 0) Verification = VerificationOf(session);
    }

    /// <summary>
    /// <c>SSL_get_verify_result</c> of the very OpenSSL that libmosquitto is linked to, found through its own handle; 0 where it cannot be found.
    /// </summary>
    private static unsafe long VerificationOf(nint session)
    {
        if (!NativeLibrary.TryLoad(MosquittoNative.Library, out nint library)) return 0;
        return NativeLibrary.TryGetExport(library, "SSL_get_verify_result", out nint function)
            ? ((delegate* unmanaged[Cdecl]<nint, CLong>)function)(session).Value
            : 0;
    }
}
