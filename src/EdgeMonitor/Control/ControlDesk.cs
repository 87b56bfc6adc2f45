using System.Text.Json.Nodes;
using System.Threading.Channels;
using EdgeMonitor.Annunciation;
using EdgeMonitor.Core.Alarms;
using EdgeMonitor.Core.Signals;
using EdgeMonitor.Hosting;
using EdgeMonitor.Monitoring;
using EdgeMonitor.Security;

namespace EdgeMonitor.Control;

/// <summary>
/// One person's request at the control socket: may this person do it, does the monitor accept it. What the monitor accepts or refuses is
/// written down by the recorder with every act, whatever its way in; what does not get as far as the monitor is written down here.
/// </summary>
/// <param name="desk">Takes acts to the monitor.</param>
/// <param name="plan">What is signalled now.</param>
/// <param name="selfTest">The self-test that runs, or a new one; it takes a few seconds.</param>
/// <param name="state">What the monitor has said so far.</param>
/// <param name="clock">The monitor's time.</param>
/// <param name="audit">Takes what does not get as far as the monitor.</param>
/// <param name="keyActs">Does what concerns the box's keys.</param>
/// <param name="cuffActs">Does what concerns a blood pressure cuff.</param>
/// <param name="deliver">Adds to a report what is stored and forwarded; null where nothing is.</param>
internal sealed class ControlDesk(
    OperatorDesk desk, Func<AnnunciationPlan> plan, Func<Task<SelfTestResult>> selfTest, BedsideState state, MonitorClock clock, IAuditSink audit,
    KeyActs keyActs, CuffActs cuffActs, Func<JsonObject, Task>? deliver = null) : IDisposable
{
    /// <summary>The monitor answers within a tick; one that is so far behind has an alarm of its own. Chosen.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Limits are read, changed and handed over as a whole: two people must not do that at once.</summary>
    private readonly SemaphoreSlim _limits = new(1);

    /// <summary>Answers one request line. Never throws for what stands in it.</summary>
    public async Task<ControlReply> AnswerAsync(Person person, ReadOnlyMemory<byte> line, CancellationToken stop)
    {
        try
        {
            if (person.Roles == Role.None) return Forbid(person, "control-socket", "You have no role here: ask to be put into one of the groups of Security:Roles.");
            var request = ControlLines.Parse(line.Span);
            var keys = new RequestKeys(request);
            var act = keys.Needed("act");
            if (act == ControlActs.Status)
            {
                keys.End();
                var (shown, now) = (plan(), clock.Now);
                var report = StateReport.Make(shown, state, now);
                if (deliver is not null) await deliver(report);
                return new ControlReply(ControlOutcome.Done, StateReport.Sentence(shown, state.Alarms.Count, now), report);
            }

            if (act == ControlActs.SpareExport)
            {
                var detail = keys.Needed("detail");
                keys.End();
                if (!person.IsOwner) return Forbid(person, act, "You may not do this: an export holds all keys of the box, and only root and the daemon's user may have it.");
                audit.Record(person.Name, act, detail);
                return new ControlReply(ControlOutcome.Done, "The export was written down.");
            }

            if (KeyActs.PermissionOf(act) is { } needed)
                return needed.Allows(person.Roles) ? await keyActs.DoAsync(person, act, keys) : Forbid(person, needed);
            if (CuffActs.PermissionOf(act) is { } row)
                return row.Allows(person.Roles) ? await cuffActs.DoAsync(person, act, keys, stop) : Forbid(person, row);
            var by = new Actor(person.Name, OperatorOrigin.Socket, keys.Text("reason") ?? "");
            if (act is not (ControlActs.SetLimits or ControlActs.DefaultLimits)) return await SubmitAsync(person, Command(), stop);
            await _limits.WaitAsync(stop);
            try
            {
                return await SubmitAsync(person, Command(), stop);
            }
            finally
            {
                _limits.Release();
            }

            OperatorCommand Command()
            {
                var command = ControlActs.Command(act, keys, state.Limits, by, clock.Now);
                keys.End();
                return command;
            }
        }
        catch (FormatException e)
        {
            return Malformed(person, e.Message);
        }
    }

    /// <summary>A request that was no line of the protocol.</summary>
    public ControlReply Malformed(Person person, string sentence)
    {
        audit.Record(person.Name, "refused", $"A request that is not understood. {sentence}");
        return new ControlReply(ControlOutcome.Malformed, sentence);
    }

    /// <inheritdoc/>
    public void Dispose() => _limits.Dispose();

    private async Task<ControlReply> SubmitAsync(Person person, OperatorCommand command, CancellationToken stop)
    {
        var permission = Permissions.Of(command);
        if (!permission.Allows(person.Roles)) return Forbid(person, permission);
        using var patience = new CancellationTokenSource(Patience, clock.Provider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            var acted = await desk.SubmitAsync(command, either.Token);
            state.Take(acted);
            if (acted is { Accepted: true, Command: TestSignals }) return OfTest(await selfTest().WaitAsync(stop));
            var details = acted is { Accepted: true, Command: ChangeLimits change } ? new JsonObject { ["advice"] = StateReport.Advice(change.Limits) } : null;
            return new ControlReply(acted.Accepted ? ControlOutcome.Done : ControlOutcome.Refused, acted.Answer, details);
        }
        catch (Exception e) when (e is ChannelClosedException or OperationCanceledException)
        {
            const string sentence = "The monitor has not answered, so nobody knows whether it was done: look at the bedside and act there.";
            audit.Record(person.Name, permission.Name, "not answered by the monitor");
            return new ControlReply(ControlOutcome.Unknown, sentence);
        }
    }

    private static ControlReply OfTest(SelfTestResult result) => new(
        result.Outcome == SelfTestOutcome.Passed ? ControlOutcome.Done : ControlOutcome.Refused,
        $"Self-test {Names.Of(result.Outcome)}: {string.Join(' ', result.Sentences)}");

    private ControlReply Forbid(Person person, Permission permission) => Forbid(
        person, permission.Name, $"You may not do this ({permission.Name}): it needs the role {Permissions.NamesOf(permission.Roles)}, and you are {Permissions.NamesOf(person.Roles, " and ")}.");

    private ControlReply Forbid(Person person, string act, string sentence)
    {
        audit.Record(person.Name, "refused", $"{act}: {sentence}");
        return new ControlReply(ControlOutcome.Forbidden, sentence);
    }
}
