namespace EdgeMonitor.Uplink;

/// <summary>A part of one stream on its way through one connection. Used by one thread.</summary>
internal interface IUplinkLane
{
    /// <summary>The stream.</summary>
    string Stream { get; }

    /// <summary>The stream's ledger.</summary>
    StreamLedger Ledger { get; }

    /// <summary>True for telemetry that was stored before the connection came up and is sent for the first time: it is shaped and bounded, and waits for everything else.</summary>
    bool IsBacklog { get; }

    /// <summary>True for what the broker had before.</summary>
    bool IsAgain { get; }

    /// <summary>True for a record that was stored before the connection came up, or that the broker had before.</summary>
    bool IsHistorical(long sequence);

    /// <summary>The next record to send; false where there is none now.</summary>
    /// <exception cref="Storage.JournalException">The journal cannot be read; the lane then rests for some seconds.</exception>
    bool TryTake(out StoredRecord record);
}
