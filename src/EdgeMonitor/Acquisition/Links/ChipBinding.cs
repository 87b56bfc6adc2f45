using System.Reflection;

namespace EdgeMonitor.Acquisition.Links;

/// <summary>
/// Names the way in which the package Iot.Device.Bindings reads one kind of chip: <c>[assembly: ChipBinding&lt;Mcp9808Binding&gt;("mcp9808")]</c> in its own file is all
/// its registration. The driver checks and sets up the chip by its registers, whichever way reads it then.
/// </summary>
/// <param name="driver">The driver's name.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal abstract class ChipBinding(string driver) : Attribute
{
    /// <summary>The package.</summary>
    public const string Package = "Iot.Device.Bindings";

    /// <summary>The driver's name.</summary>
    public string Driver { get; } = driver;

    /// <summary>The binding of a driver; null where none is compiled in.</summary>
    public static ChipBinding? Of(string driver)
        => typeof(ChipBinding).Assembly.GetCustomAttributes<ChipBinding>().FirstOrDefault(binding => binding.Driver == driver);

    /// <summary>Makes the binding of one session.</summary>
    public abstract IPolledChip Create();
}

/// <inheritdoc cref="ChipBinding"/>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class ChipBindingAttribute<TChip>(string driver) : ChipBinding(driver)
    where TChip : IPolledChip, new()
{
    /// <inheritdoc/>
    public override IPolledChip Create() => new TChip();
}
