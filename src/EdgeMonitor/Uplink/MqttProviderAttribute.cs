namespace EdgeMonitor.Uplink;

/// <summary>Names a provider: <c>[assembly: MqttProvider&lt;MosquittoProvider&gt;(2)]</c> in the provider's own file is all its registration.</summary>
/// <param name="preference">1 for the first choice, then 2 and so on.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal abstract class MqttProviderAttribute(int preference) : Attribute
{
    /// <summary>1 for the first choice, then 2 and so on.</summary>
    public int Preference { get; } = preference;

    /// <summary>Makes the provider.</summary>
    public abstract IMqttProvider Create();
}

/// <inheritdoc cref="MqttProviderAttribute"/>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class MqttProviderAttribute<TProvider>(int preference) : MqttProviderAttribute(preference)
    where TProvider : IMqttProvider, new()
{
    /// <inheritdoc/>
    public override IMqttProvider Create() => new TProvider();
}
