namespace EdgeMonitor.Acquisition.Drivers.Intellivue;

/// <summary>What one object of a poll's answer says: those of its attributes that are read here, each as it came; empty where it was not among them.</summary>
internal readonly ref struct IntellivueObservation
{
    /// <summary>Reads the attributes; one with a wrong length ends them.</summary>
    /// <param name="handle">The object's handle.</param>
    /// <param name="attributes">Its attributes.</param>
    public IntellivueObservation(ushort handle, ReadOnlySpan<byte> attributes)
    {
        Handle = handle;
        var reader = new OctetReader(attributes);
        while (reader.Left.Length >= 4)
        {
            var id = reader.U16();
            var value = reader.Counted();
            if (reader.Failed) return;
            switch (id)
            {
                case AttributeId.Label when value.Length == 4: TextId = new OctetReader(value).U32(); break;
                case AttributeId.Numeric: Numeric = value; break;
                case AttributeId.Compound: Compound = value; break;
                case AttributeId.Wave: Wave = value; break;
                case AttributeId.CompoundWave: CompoundWave = value; break;
                case AttributeId.WaveSpecification: WaveSpecification = value; break;
                case AttributeId.Scale: Scale = value; break;
                case AttributeId.Calibration: Calibration = value; break;
                case AttributeId.SamplePeriod when value.Length == 4: SamplePeriod = new OctetReader(value).U32(); break;
                case AttributeId.FixedValues: FixedValues = value; break;
                case AttributeId.TimeStampAbsolute: TimeStamp = TimeStamp.IsEmpty ? value : TimeStamp; break;
                case AttributeId.TimeStampRelative: TimeStamp = value; break;
                case AttributeId.PatientAlarms: PatientAlarms = value; break;
                case AttributeId.TechnicalAlarms: TechnicalAlarms = value; break;
                case AttributeId.Model: Model = value; break;
                case AttributeId.Production: Production = value; break;
            }
        }
    }

    public ushort Handle { get; }

    public uint TextId { get; }

    public ReadOnlySpan<byte> Numeric { get; }

    public ReadOnlySpan<byte> Compound { get; }

    public ReadOnlySpan<byte> Wave { get; }

    public ReadOnlySpan<byte> CompoundWave { get; }

    public ReadOnlySpan<byte> WaveSpecification { get; }

    public ReadOnlySpan<byte> Scale { get; }

    public ReadOnlySpan<byte> Calibration { get; }

    public uint SamplePeriod { get; }

    public ReadOnlySpan<byte> FixedValues { get; }

    /// <summary>When a value that is measured now and then was measured; only compared with the one before.</summary>
    public ReadOnlySpan<byte> TimeStamp { get; }

    public ReadOnlySpan<byte> PatientAlarms { get; }

    public ReadOnlySpan<byte> TechnicalAlarms { get; }

    public ReadOnlySpan<byte> Model { get; }

    public ReadOnlySpan<byte> Production { get; }
}
