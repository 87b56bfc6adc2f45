using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Wire;

namespace EdgeMonitor.Commands.Spares;

/// <summary>Asks the brokers of an export which box of the device they have heard of last, with the export's own certificate.</summary>
internal static class SpareBrokers
{
    /// <summary>Memory that every Linux shows as a directory (shm_overview(7)): a private key is then on no disk, and gone with the power.</summary>
    private const string Memory = "/dev/shm";

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The highest number that a broker knows (0 where one answers and knows none); null where none could be asked.</summary>
    public static async Task<uint?> HighestAsync(EdgeMonitorOptions options, SpareContent content, CancellationToken stop)
    {
        if ((await MqttProviders.ChooseAsync(options.Uplink.Provider)).Provider is not { } provider) return null;
        // A name that nobody guesses: others may write there as well, and must not have made it before.
        var directory = Path.Combine(Memory, $"edgemonitor-import-{Guid.NewGuid():N}");
        Directory.CreateDirectory(directory, Private);
        try
        {
            var settings = Redirect(options.Uplink.ToSettings(options.Device), options.Uplink, content, directory);
            var inquiry = new BrokerInquiry(settings, new Fence(content.Device, 0), provider, () => new Record(), TimeProvider.System);
            var answers = await Task.WhenAll(settings.Brokers.Select(broker => AskAsync(inquiry, broker, stop)));
            return answers.Max();
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<uint?> AskAsync(BrokerInquiry inquiry, Broker broker, CancellationToken stop)
    {
        try
        {
            return await inquiry.AskAsync(broker, stop) ?? 0;
        }
        catch (MqttException)
        {
            return null;
        }
    }

    /// <summary>The certificates are not in their places yet: they are written into a directory that nobody else may read.</summary>
    private static UplinkSettings Redirect(UplinkSettings settings, UplinkOptions uplink, SpareContent content, string directory)
    {
        var places = new Dictionary<string, string>();
        foreach (var (name, path) in CertificateCheck.FilesOf(uplink))
        {
            if (!content.Tls.TryGetValue(name, out var file)) continue;
            places[path] = Path.Combine(directory, $"{places.Count}.pem");
            using var written = new FileStream(
                places[path], new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
            written.Write(file.Bytes);
        }

        return settings with { Brokers = [.. settings.Brokers.Select(broker => broker with { Tls = Moved(broker.Tls!) })] };

        MqttTls Moved(MqttTls tls) => new(At(tls.CaFile), At(tls.CertificateFile), At(tls.KeyFile));

        string At(string path) => places.GetValueOrDefault(path, path);
    }
}
