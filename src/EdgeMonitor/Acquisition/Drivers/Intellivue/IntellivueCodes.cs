namespace EdgeMonitor.Acquisition.Drivers.Intellivue;

/// <summary>First byte of a message.</summary>
internal static class SessionType
{
    public const byte Request = 0x0D, Accept = 0x0E, Refuse = 0x0C, Release = 0x09, Released = 0x0A, Abort = 0x19, Data = 0xE1;
}

/// <summary>Remote operations within data.</summary>
internal static class Operation
{
    public const ushort Invoke = 1, Result = 2, Error = 3, LinkedResult = 5;
}

/// <summary>Commands of an operation.</summary>
internal static class OperationCommand
{
    public const ushort ConfirmedEvent = 1, ConfirmedSet = 5, ConfirmedAction = 7;
}

/// <summary>Events and actions.</summary>
internal static class ActionType
{
    public const ushort MdsCreate = 0x0D06, Poll = 0x0C16, ExtendedPoll = 0xF13B;
}

/// <summary>Classes of objects that can be polled. That of patients' names and dates (002A) is never asked for and so does not stand here.</summary>
internal static class ObjectClass
{
    public const ushort Numeric = 0x0006, Wave = 0x0009, Alert = 0x0036, System = 0x0021;
}

/// <summary>Attributes of objects.</summary>
internal static class AttributeId
{
    public const ushort PatientAlarms = 0x0902, TechnicalAlarms = 0x0904, Label = 0x0924, Model = 0x0928, Production = 0x092D, Compound = 0x094B, Numeric = 0x0950,
        Calibration = 0x0964, CompoundWave = 0x0967, WaveSpecification = 0x096D, Wave = 0x096E, Scale = 0x096F, SamplePeriod = 0x098D, TimeStampAbsolute = 0x0990,
        TimeStampRelative = 0x0991, FixedValues = 0x0A16, WavePriority = 0xF23A, PollPeriod = 0xF13E, PollProfile = 0x0001, ExtendedPollProfile = 0xF001;

    /// <summary>The group of alarm lists.</summary>
    public const ushort AlertGroup = 0x0801;
}

/// <summary>The state of a measurement.</summary>
[Flags]
internal enum MeasurementState : ushort
{
    None = 0,
    Invalid = 0x8000,
    Questionable = 0x4000,
    Unavailable = 0x2000,
    Calibration = 0x1000,
    Test = 0x0800,
    Demo = 0x0400,

    /// <summary>What is shown is not this patient's: an exercise of the device.</summary>
    NotThePatient = Calibration | Test | Demo,
}

/// <summary>Units, terms of partition 4.</summary>
internal static class UnitTerm
{
    public const ushort Dimensionless = 0x0200, Percent = 0x0220, BeatPerMinute = 0x0AA0, PulsePerMinute = 0x0AC0, BreathPerMinute = 0x0AE0, Kilopascal = 0x0F03,
        MillimetreOfMercury = 0x0F20, Fahrenheit = 0x1140, Celsius = 0x17A0;
}
