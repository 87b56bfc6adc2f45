using System.CommandLine;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Monitoring;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;

namespace EdgeMonitor.Commands.Evaluation;

/// <summary>
/// <c>edgemonitor evaluate bidmc</c>: recordings of the BIDMC PPG and Respiration set (Pimentel et al., IEEE TBME 64(8), 2017) through the same patient monitor; how far its pulse
/// and respiration rate are from the reference.
/// </summary>
internal static class BidmcCommand
{
    /// <summary>Samples in a block: what a device sends at once, 20 ms and a little.</summary>
    private const int BlockSamples = 3;

    public static Command Create()
    {
        var directory = new Argument<string>("directory") { Description = "Directory with the set's CSV files (bidmc_01_Signals.csv, _Numerics.csv, _Breaths.csv ...)." };
        var leads = new LeadsOption();
        var json = new Option<string?>("--json") { Description = "Write the results, record by record, to this file.", HelpName = "file" };
        json.Validators.Add(UsageError.RefuseEmpty);
        var command = new Command("bidmc", "Errors of pulse and respiration rate on the BIDMC PPG and Respiration set.") { directory, leads, json };
        command.SetAction((result, stop) =>
        {
            var settings = new MonitorSettings(new AlarmLimits(), "", leads.Of(result)) { AlarmSystem = AlarmPolicy.Unattended };
            return RunAsync(result.GetRequiredValue(directory), settings, result.GetValue(json), stop);
        });
        return command;
    }

    /// <summary>The verdict on one record.</summary>
    public static BidmcVerdict Judge(BidmcRecord record, MonitorSettings settings, CancellationToken stop)
    {
        var verdict = new BidmcVerdict(record);
        var monitor = new PatientMonitor(settings);
        Tell(new LinkStatus(Replay.Sensor, LinkState.Opening, "", TimeSpan.Zero));
        Tell(new SignalList(Replay.Sensor, record.Signals, TimeSpan.Zero));
        Tell(new LinkStatus(Replay.Sensor, LinkState.Up, "", TimeSpan.Zero));
        var samples = record.Counts.Length == 0 ? 0 : record.Counts.Min(counts => counts.Length);
        for (var first = 0; first < samples; first += BlockSamples)
        {
            stop.ThrowIfCancellationRequested();
            var at = TimeSpan.FromSeconds(first / BidmcRecord.SampleRate);
            for (var i = 0; i < record.Signals.Length; i++)
                Tell(new SampleBlock(record.Signals[i], first, at, record.Counts[i].AsMemory(first, Math.Min(BlockSamples, samples - first))));
        }

        Hear(monitor.Advance(TimeSpan.FromSeconds(samples / BidmcRecord.SampleRate)));
        verdict.Close();
        return verdict;

        void Tell(MonitorInput input) => Hear(monitor.Process(input));

        void Hear(IReadOnlyList<MonitorEvent> events)
        {
            foreach (var said in events)
            {
                if (said is not VitalSign { Reading: { Value: { } value } reading } sign) continue;
                if (reading.Mdc == Mdc.PlethPulsRate) verdict.HearPulse(sign.At, value);
                else if (reading.Mdc == Mdc.RespRate) verdict.HearRespiration(sign.At, value);
                else if (reading.Mdc == Mdc.TthorRespRate) verdict.HearImpedance(sign.At, value);
                else if (reading.Mdc == Mdc.RespRateDerived) verdict.HearDerived(sign.At, value);
            }
        }
    }

    private static async Task<int> RunAsync(string directory, MonitorSettings settings, string? json, CancellationToken stop)
    {
        // The command line listens for signals once this has given its thread back.
        await Task.Yield();
        if (!Directory.Exists(directory)) throw new IOException($"\"{directory}\" is not a directory: give one with the CSV files of the BIDMC set.");
        var verdicts = BidmcRecord.NamesIn(directory).Select(name => Judge(BidmcRecord.Read(directory, name), settings, stop)).ToList();
        if (verdicts.Count == 0) throw new IOException($"\"{directory}\" holds no recording of the BIDMC set (*_Signals.csv with *_Numerics.csv and *_Breaths.csv).");
        BidmcReport.WriteTable(verdicts, Terminal.Out);
        if (json is not null) BidmcReport.WriteJson(verdicts, json);
        return ExitCodes.Ok;
    }
}
