using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EdgeMonitor.Storage;

/// <summary>What this folder brings to the daemon.</summary>
internal static class StorageServices
{
    /// <summary>The journal.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, StorageOptions options, string device) => services
        .AddSingleton(parts => new JournalHost(options.Resolve(), device, parts.GetRequiredService<ILogger<JournalHost>>()));
}
