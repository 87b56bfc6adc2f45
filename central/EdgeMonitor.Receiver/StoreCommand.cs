using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using EdgeMonitor.Commands;
using EdgeMonitor.Receiver.Files;
using EdgeMonitor.Receiver.Postgres;
using EdgeMonitor.Uplink;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace EdgeMonitor.Receiver;

/// <summary><c>edgemonitor-receiver run</c>: listens, stores and acknowledges until it is told to stop.</summary>
internal sealed class StoreCommand
{
    /// <summary>Chosen: notices a dead link within half a minute.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(20);

    private const int TlsPort = 8883;

    private readonly Option<string> _site = Text("--site", "The site whose boxes are listened to.", "name");
    private readonly Option<string> _id = new("--id") { Description = "This centre's id: its MQTT client id.", DefaultValueFactory = _ => "centre", HelpName = "name" };
    private readonly Option<string[]> _brokers = new("--broker")
    {
        Description = "A broker; all of them where the boxes have several.",
        Required = true,
        HelpName = "host[:port]",
    };

    private readonly Option<string> _ca = Text("--ca", "PEM file of the authority that the broker's certificate comes from.", "file");
    private readonly Option<string> _certificate = Text("--certificate", "PEM file of this centre's certificate.", "file");
    private readonly Option<string> _key = Text("--key", "PEM file of its private key.", "file");
    private readonly Option<string?> _files = new("--files") { Description = "Store in files of this directory.", HelpName = "directory" };
    private readonly Option<string?> _postgres = new("--postgres") { Description = "Store in this PostgreSQL database.", HelpName = "connection" };
    private readonly Option<bool> _json = new("--json") { Description = "Write acknowledgements as JSON instead of protobuf." };
    private readonly Option<int> _window = Number("--commit-ms", "How long a record waits for others to be committed with it, ms.", 20, 0);
    private readonly Option<int> _hours = Number("--session-hours", "How long a broker keeps what comes while the centre is away, hours.", 24, 1);

    public static Command Create()
    {
        var run = new StoreCommand();
        var command = new Command("run", "Store what the boxes send until it is told to stop.")
        {
            run._site, run._id, run._brokers, run._ca, run._certificate, run._key, run._files, run._postgres, run._json, run._window, run._hours,
        };
        command.Validators.Add(run.Validate);
        command.SetAction(run.RunAsync);
        return command;
    }

    private void Validate(CommandResult result)
    {
        if ((result.GetValue(_files) is null) == (result.GetValue(_postgres) is null)) result.AddError("give either --files or --postgres");
        if (result.GetValue(_site) is { } site && !Topics.IsName(site)) result.AddError($"--site: \"{site}\" cannot stand in a topic");
        if (result.GetResult(_id) is { Implicit: false } && result.GetValue(_id) is { } id && !Topics.IsName(id)) result.AddError($"--id: \"{id}\" cannot stand in a topic");
        foreach (var broker in result.GetValue(_brokers) ?? [])
        {
            if (PlaceOf(broker) is null) result.AddError($"--broker: \"{broker}\" is no host[:port]");
        }
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken stop)
    {
        // The command line listens for signals once this has given its thread back.
        await Task.Yield();
        using var loggers = LoggerFactory.Create(logging => logging
            .AddSimpleConsole(console => (console.SingleLine, console.ColorBehavior) = (true, LoggerColorBehavior.Disabled))
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        var choice = await MqttProviders.ChooseAsync(MqttProviders.Auto);
        if (choice.Provider is not { } provider) throw new IOException(choice.WhyNone);
        var settings = new ReceiverSettings(result.GetRequiredValue(_site), result.GetRequiredValue(_id))
        {
            Encoding = result.GetValue(_json) ? UplinkEncoding.Json : UplinkEncoding.Protobuf,
            CommitWindow = TimeSpan.FromMilliseconds(result.GetValue(_window)),
        };
        await using IRecordStore store = result.GetValue(_files) is { } directory
            ? new FileStore(directory, loggers.CreateLogger<FileStore>())
            : new PostgresStore(result.GetRequiredValue(_postgres)!);
        var centre = new Centre(settings, store, TimeProvider.System, loggers.CreateLogger<Centre>());
        var tls = new MqttTls(result.GetRequiredValue(_ca), result.GetRequiredValue(_certificate), result.GetRequiredValue(_key));
        foreach (var broker in result.GetRequiredValue(_brokers))
        {
            var (host, port) = PlaceOf(broker)!.Value;
            var line = new MqttSettings(host, port, settings.Id, tls, KeepAlive, centre.Will) { SessionLife = TimeSpan.FromHours(result.GetValue(_hours)) };
            centre.Listen(new BrokerLine(line, centre.Filters, () => centre.Presence, provider, TimeProvider.System, loggers.CreateLogger<BrokerLine>()));
        }

        await centre.RunAsync(stop);
        return ExitCodes.Ok;
    }

    private static (string Host, int Port)? PlaceOf(string broker)
    {
        var colon = broker.LastIndexOf(':');
        if (colon < 0) return broker.Length > 0 ? (broker, TlsPort) : null;
        return colon > 0 && int.TryParse(broker[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue
            ? (broker[..colon], port)
            : null;
    }

    private static Option<int> Number(string name, string description, int otherwise, int least)
    {
        const int most = 1000;
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => otherwise, HelpName = $"{least}-{most}" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var number && (number < least || number > most)) result.AddError($"{name}: allowed are {least} to {most}");
        });
        return option;
    }

    private static Option<string> Text(string name, string description, string help)
    {
        var option = new Option<string>(name) { Description = description, Required = true, HelpName = help };
        option.Validators.Add(UsageError.RefuseEmpty);
        return option;
    }
}
