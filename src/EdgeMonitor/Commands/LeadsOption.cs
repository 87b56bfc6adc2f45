using System.CommandLine;
using EdgeMonitor.Core.Monitoring;

namespace EdgeMonitor.Commands;

/// <summary><c>--leads 0|all</c>: what the beat detector looks at. All leads together is what the daemon does.</summary>
internal sealed class LeadsOption : Option<string>
{
    private const string All = "all";

    public LeadsOption()
        : base("--leads")
    {
        Description = "Leads for the beat detector: the first, or all together as the daemon uses them.";
        DefaultValueFactory = _ => All;
        this.AcceptOnlyFromAmong("0", All);
    }

    /// <summary>The leads that were asked for.</summary>
    public EcgLeads Of(ParseResult result) => result.GetValue(this) == All ? EcgLeads.All : EcgLeads.First;
}
