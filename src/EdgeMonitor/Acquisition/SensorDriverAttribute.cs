namespace EdgeMonitor.Acquisition;

/// <summary>Names a driver: <c>[assembly: SensorDriver&lt;NoninDriver&gt;("nonin")]</c> in the driver's own file is all its registration.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal abstract class SensorDriverAttribute(string name) : Attribute
{
    /// <summary>The name used in the configuration.</summary>
    public string Name { get; } = name;

    /// <summary>What it reads and delivers.</summary>
    public abstract DriverDescription Description { get; }

    /// <summary>Makes the driver of one configured sensor.</summary>
    public abstract ISensorDriver Create(SensorContext context);

    /// <summary>Makes the driver's parser, or null where it reads no byte stream.</summary>
    public abstract IStreamDecoder? CreateDecoder(string sensor);
}

/// <inheritdoc cref="SensorDriverAttribute"/>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class SensorDriverAttribute<TDriver>(string name) : SensorDriverAttribute(name)
    where TDriver : ISensorDriver
{
    /// <inheritdoc/>
    public override DriverDescription Description => TDriver.Description;

    /// <inheritdoc/>
    public override ISensorDriver Create(SensorContext context) => TDriver.Create(context);

    /// <inheritdoc/>
    public override IStreamDecoder? CreateDecoder(string sensor) => TDriver.CreateDecoder(sensor);
}
