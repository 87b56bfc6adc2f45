namespace EdgeMonitor.Uplink;

/// <summary>
/// While a later broker is used, asks the earlier ones now and then, and answers which of them has been well for a while. One that could not hold
/// a connection after that must be well for longer each time, so that a broker that answers and then fails is not gone back to for ever.
/// </summary>
/// <param name="isWell">Asks one broker whether it could be used; never throws but for the stop.</param>
/// <param name="asksLater">True to ask the later brokers as well: a box that has taken over says so at every broker that it asks.</param>
/// <param name="wellFor">How long a broker must be well.</param>
/// <param name="time">For all waits.</param>
internal sealed class FailBackWatch(Func<Broker, CancellationToken, Task<bool>> isWell, bool asksLater, TimeSpan wellFor, TimeProvider time)
{
    /// <summary>Inquiries within the time that a broker must be well. Chosen: one good answer proves little, and each costs a TLS handshake.</summary>
    private const int Inquiries = 4;

    /// <summary>The longest time that a broker which failed again must be well. Chosen: an hour; some minutes of switching a day are lost at the most.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private double _times = 1;

    private TimeSpan Needed => wellFor * _times < Longest ? wellFor * _times : Longest;

    /// <summary>An earlier broker was gone back to and did not hold.</summary>
    public void Disappointed() => _times = Needed < Longest ? _times * 2 : _times;

    /// <summary>An earlier broker was gone back to and has held.</summary>
    public void Satisfied() => _times = 1;

    /// <summary>Runs until one of the earlier brokers has been well for long enough, and answers it.</summary>
    /// <param name="brokers">The list.</param>
    /// <param name="current">The one in use.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<int> FindAsync(IReadOnlyList<Broker> brokers, int current, CancellationToken stop)
    {
        var since = new long?[brokers.Count];
        while (true)
        {
            for (var i = 0; i < brokers.Count; i++)
            {
                if (i == current || (i > current && !asksLater)) continue;
                since[i] = await isWell(brokers[i], stop) ? since[i] ?? time.GetTimestamp() : null;
                if (i < current && since[i] is { } began && time.GetElapsedTime(began) >= Needed) return i;
            }

            await Task.Delay(wellFor / Inquiries, time, stop);
        }
    }
}
