using System.Globalization;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Commands;

/// <summary>What the uplink's section says about brokers: one or a list, each once, each with a name that a certificate can carry, and never without TLS.</summary>
internal static class BrokerCheck
{
    private const string AHost = "a host name or an address alone, without scheme and port";

    /// <summary>Notes every fault.</summary>
    public static void Check(UplinkOptions uplink, SettingsReader reader)
    {
        if (!MqttProviders.IsKnown(uplink.Provider)) reader.Fault("Uplink:Provider", uplink.Provider, $"one of {MqttProviders.Names}");
        if (!uplink.IsConfigured) return;
        if (uplink.Brokers.Count == 0)
        {
            CheckHost("Uplink:Host", uplink.Host, reader);
        }
        else
        {
            CheckOneOrTheOther(uplink, reader);
            CheckList(uplink.Brokers, reader);
        }

        foreach (var (name, path) in CertificateCheck.FilesOf(uplink))
        {
            if (path.Length == 0) reader.Fault($"Uplink:{name}", path, "the path of a PEM file: the uplink is never without TLS");
        }
    }

    private static void CheckOneOrTheOther(UplinkOptions uplink, SettingsReader reader)
    {
        if (uplink.Host.Length > 0) reader.Fault("Uplink:Host", uplink.Host, "either this or Uplink:Brokers: put this broker into the list");
        if (uplink.Port is { } port)
            reader.Fault("Uplink:Port", port.ToString(CultureInfo.InvariantCulture), "no port beside Uplink:Brokers: each entry of the list has its own");
    }

    private static void CheckList(List<BrokerEntry> brokers, SettingsReader reader)
    {
        for (var i = 0; i < brokers.Count; i++)
        {
            var (key, broker) = (string.Create(CultureInfo.InvariantCulture, $"Uplink:Brokers:{i}:Host"), brokers[i]);
            if (broker.Host.Length == 0) continue; // named already
            CheckHost(key, broker.Host, reader);
            if (brokers.FindIndex(other => other.Port == broker.Port && other.Host.Equals(broker.Host, StringComparison.OrdinalIgnoreCase)) < i)
                reader.Fault(key, broker.Host, "a broker that no earlier entry names");
        }
    }

    private static void CheckHost(string key, string host, SettingsReader reader)
    {
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown) reader.Fault(key, host, AHost);
    }
}
