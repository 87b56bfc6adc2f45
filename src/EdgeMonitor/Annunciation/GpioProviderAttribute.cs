namespace EdgeMonitor.Annunciation;

/// <summary>Names a provider: <c>[assembly: GpioProvider&lt;GpioChipProvider&gt;(rank)]</c> in the provider's own file is all its registration.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal abstract class GpioProviderAttribute(int rank) : Attribute
{
    /// <summary>Rank of a provider on a package.</summary>
    public const int Package = 0;

    /// <summary>Rank of a provider on the kernel alone.</summary>
    public const int Kernel = 1;

    /// <summary>The lower rank is tried first.</summary>
    public int Rank { get; } = rank;

    /// <summary>Makes the provider.</summary>
    public abstract IGpioProvider Create();
}

/// <inheritdoc cref="GpioProviderAttribute"/>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class GpioProviderAttribute<TProvider>(int rank) : GpioProviderAttribute(rank)
    where TProvider : IGpioProvider, new()
{
    /// <inheritdoc/>
    public override IGpioProvider Create() => new TProvider();
}
