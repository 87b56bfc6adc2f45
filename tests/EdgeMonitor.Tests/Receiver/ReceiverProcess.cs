using System.Diagnostics;
using System.Globalization;
using EdgeMonitor.Tests.Brokers;
using EdgeMonitor.Tests.SystemTests;
using EdgeMonitor.Uplink;

namespace EdgeMonitor.Tests.Receiver;

/// <summary>The receiver as a real process.</summary>
internal static class ReceiverProcess
{
    /// <summary>Starts it for the site <c>icu</c>.</summary>
    public static DaemonProcess Start(MosquittoBroker broker, MqttTls tls, CentralStore store)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"{broker.Host}:{broker.Port}");
        string[] arguments =
        [
            .. Program(), "run", "--site", "icu", "--broker", place, "--ca", tls.CaFile, "--certificate", tls.CertificateFile, "--key", tls.KeyFile, .. store.Arguments,
        ];
        return DaemonProcess.Start(new ProcessStartInfo(arguments[0], arguments[1..]));
    }

    /// <summary>The receiver that the tests were built with: beside its project in the build's own folders, else the copy beside the tests.</summary>
    private static string[] Program()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var built = own.Parent?.Parent?.Parent?.Parent?.Parent is { } root && own.Parent is { } configuration
            ? Path.Combine(root.FullName, "central", "EdgeMonitor.Receiver", "bin", configuration.Name, own.Name, "edgemonitor-receiver")
            : "";
        return File.Exists(built) ? [built] : ["dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "edgemonitor-receiver.dll")];
    }
}
