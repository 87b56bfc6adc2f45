using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using EdgeMonitor.Benchmarks.Timing;

// Times of single events are no throughput: they are measured by themselves.
if (args is ["--latency", .. var repetitions])
{
    await LatencyCommand.RunAsync(NumberOf(repetitions, 300), repetitions.ElementAtOrDefault(1));
    return;
}

if (args is ["--jitter", .. var seconds])
{
    await JitterCommand.RunAsync(NumberOf(seconds, 120));
    return;
}

if (args is ["--wear", .. var stored])
{
    await WearCommand.RunAsync(NumberOf(stored, 1800));
    return;
}

if (args is ["--uplink", .. var rounds])
{
    await UplinkCommand.RunAsync(NumberOf(rounds, 5));
    return;
}

if (args is ["--drain", .. var drained])
{
    await DrainCommand.RunAsync(NumberOf(drained, 86_400), NumberOf(drained.Skip(1).ToArray(), 100));
    return;
}

if (args is ["--drain-centre", .. var told])
{
    await DrainCentre.RunAsync(told);
    return;
}

// Every job runs with the daemon's own release settings (EdgeMonitor.csproj). The machine may be shared: the median says more than the mean.
var release = Job.Default.WithGcConcurrent(false).WithEnvironmentVariable("DOTNET_TieredPGO", "0").AsMutator();
var config = DefaultConfig.Instance.AddJob(release).AddColumn(StatisticColumn.Median);
BenchmarkSwitcher.FromAssembly(System.Reflection.Assembly.GetExecutingAssembly()).Run(args, config);

static int NumberOf(string[] given, int otherwise) => given.Length == 0 ? otherwise : int.Parse(given[0], System.Globalization.CultureInfo.InvariantCulture);
