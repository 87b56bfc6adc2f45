using System.Buffers;

namespace EdgeMonitor.Acquisition.Drivers.SunTech;

/// <summary>What the host waits for an answer to.</summary>
internal enum SunTechRequest
{
    /// <summary>The pressure in the cuff.</summary>
    Cuff,

    /// <summary>The first inflation was set.</summary>
    Target,

    /// <summary>A measurement begins.</summary>
    Start,

    /// <summary>The result.</summary>
    Result,
}

/// <summary>One request at a time, and how many in a row have stayed without an answer.</summary>
internal sealed class SunTechLine
{
    /// <summary>Time for an answer. Chosen: a result takes 30 ms at 9600 baud; the rest is the module's own.</summary>
    public static readonly TimeSpan ReplyTime = TimeSpan.FromSeconds(0.5);

    /// <summary>So many lost answers in a row end the session, and with it the measurement.</summary>
    public const int MostMissed = 3;

    private TimeSpan _sentAt;

    /// <summary>What waits for its answer.</summary>
    public SunTechRequest? Open { get; private set; }

    /// <summary>Requests in a row without an answer, or with one that says no more than that the module is busy.</summary>
    public int Missed { get; private set; }

    /// <summary>When the answer is lost; null where none is waited for.</summary>
    public TimeSpan? Due => Open is null ? null : _sentAt + ReplyTime;

    /// <summary>Sends a request.</summary>
    public void Send(SunTechRequest request, ReadOnlySpan<byte> bytes, TimeSpan now, IBufferWriter<byte> output)
    {
        output.Write(bytes);
        (Open, _sentAt) = (request, now);
    }

    /// <summary>A frame has come; the request that it answers, or null.</summary>
    public SunTechRequest? Hear(SunTechReply reply)
    {
        if (reply == SunTechReply.Busy && Open is (SunTechRequest.Cuff or SunTechRequest.Result))
        {
            // It says nothing of the cuff: a module that is busy for ever is as lost as a silent one.
            Open = null;
            Missed++;
            return null;
        }

        var answers = reply == SunTechReply.Busy || Open switch
        {
            SunTechRequest.Cuff => reply == SunTechReply.Cuff,
            SunTechRequest.Target => reply == SunTechReply.Finished,
            SunTechRequest.Start => reply == SunTechReply.Received,
            SunTechRequest.Result => reply == SunTechReply.Result,
            _ => false,
        };
        if (!answers) return null;
        Missed = 0;
        var answered = Open;
        Open = null;
        return answered;
    }

    /// <summary>The request whose answer is lost by now, or null.</summary>
    public SunTechRequest? Miss(TimeSpan now)
    {
        if (now < Due || Open is not { } lost) return null;
        Open = null;
        Missed++;
        return lost;
    }

    /// <summary>Nothing is waited for any more.</summary>
    public void Forget() => Open = null;
}
