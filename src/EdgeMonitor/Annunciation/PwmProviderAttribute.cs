namespace EdgeMonitor.Annunciation;

/// <summary>Names a provider: <c>[assembly: PwmProvider&lt;PwmSysfsProvider&gt;(rank)]</c> in the provider's own file is all its registration.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal abstract class PwmProviderAttribute(int rank) : Attribute
{
    /// <summary>The lower rank is tried first; the ranks are those of <see cref="GpioProviderAttribute"/>.</summary>
    public int Rank { get; } = rank;

    /// <summary>Makes the provider.</summary>
    public abstract IPwmProvider Create();
}

/// <inheritdoc cref="PwmProviderAttribute"/>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class PwmProviderAttribute<TProvider>(int rank) : PwmProviderAttribute(rank)
    where TProvider : IPwmProvider, new()
{
    /// <inheritdoc/>
    public override IPwmProvider Create() => new TProvider();
}
