using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;

// Every job runs with the daemon's own release settings (EdgeMonitor.csproj). The machine may be shared: the median says more than the mean.
var release = Job.Default.WithGcConcurrent(false).WithEnvironmentVariable("DOTNET_TieredPGO", "0").AsMutator();
var config = DefaultConfig.Instance.AddJob(release).AddColumn(StatisticColumn.Median);
BenchmarkSwitcher.FromAssembly(System.Reflection.Assembly.GetExecutingAssembly()).Run(args, config);
