namespace EdgeMonitor.Acquisition.Captures;

/// <summary>The first line of a capture: from where its bytes are.</summary>
/// <param name="Driver">The driver that reads such bytes; empty where nobody has said it.</param>
/// <param name="Link">The port.</param>
/// <param name="Line">Its line settings, e.g. <c>9600 8N1</c>.</param>
/// <param name="Began">The wall clock when it began: written down, never used.</param>
internal sealed record CaptureHead(string Driver, string Link, string Line, DateTimeOffset Began);

/// <summary>Bytes of a capture that came, or went, at once.</summary>
/// <param name="At">When, since the capture began.</param>
/// <param name="Bytes">The bytes; one at least.</param>
/// <param name="WasSent">True for what the box said to the device.</param>
internal readonly record struct CapturedBytes(TimeSpan At, byte[] Bytes, bool WasSent);
