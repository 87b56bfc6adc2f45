using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Intellivue;

/// <summary>
/// The monitor's own alarms: how urgent the most urgent one is that stands there, of the patient and of the equipment, and the contacts that its equipment alarms tell of.
/// Their texts are not passed on: EdgeMonitor alarms by its own limits, and a copy of another device's alarm would be a second, later one.
/// </summary>
/// <param name="sensor">The sensor's name.</param>
/// <param name="leads">Terms of the leads that the session delivers.</param>
internal sealed class IntellivueAlerts(string sensor, ushort[] leads)
{
    /// <summary>The entry is switched off, under test, in standby or a demonstration: nothing stands.</summary>
    private const ushort NotStanding = 0x8000 | 0x0400 | 0x0200 | 0x0100;

    /// <summary>Equipment alarms, terms of partition 3: a lead or a sensor that is off (nomenclature of 11073-10101; which of them a given monitor uses is unverified).</summary>
    private const ushort Disconnected = 22, LeadOff = 72, LeadDisconnected = 268, LeadsOff = 274, SensorDisconnected = 308;

    /// <summary>Bytes of an entry before its information.</summary>
    private const int EntryHead = 18;

    /// <summary>Sources of alarms of the whole ECG: its potential without a lead's name, and the heart rate.</summary>
    private const ushort Ecg = 0x0100, HeartRate = 0x4182;

    private readonly Contact?[] _told = new Contact?[2];

    /// <summary>Adds what the two lists of an object say.</summary>
    public void Take(in IntellivueObservation observation, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        if (!observation.PatientAlarms.IsEmpty)
        {
            var patient = PriorityOf(observation.PatientAlarms, stackalloc Contact[2]);
            inputs.Add(Reading.Valid(sensor, Mdc.DeviceAlarmPatient, MdcUnit.Dimensionless, patient, at));
        }

        if (observation.TechnicalAlarms.IsEmpty) return;
        Span<Contact> contacts = stackalloc Contact[2];
        inputs.Add(Reading.Valid(sensor, Mdc.DeviceAlarmTechnical, MdcUnit.Dimensionless, PriorityOf(observation.TechnicalAlarms, contacts), at));
        for (var part = 0; part < contacts.Length; part++)
        {
            // The first list tells them in any case: what was off in the session before may be on in this one.
            if (contacts[part] == _told[part]) continue;
            _told[part] = contacts[part];
            inputs.Add(new ContactStatus(sensor, (Modality)part, contacts[part], at));
        }
    }

    /// <summary>0 for none, 1 low, 2 medium, 3 high; and the contacts that the entries tell of.</summary>
    private int PriorityOf(ReadOnlySpan<byte> list, Span<Contact> contacts)
    {
        contacts.Clear();
        var highest = 0;
        var reader = new OctetReader(list);
        var count = reader.U16();
        var entries = new OctetReader(reader.Counted());
        for (; count > 0 && entries.Left.Length >= EntryHead; count--)
        {
            var (source, code, type, state) = (entries.U16(), entries.U16(), entries.U16(), entries.U16());
            entries.Skip(8); // The object, and the kind of information that follows.
            entries.Counted();
            if ((state & NotStanding) != 0) continue;
            // Low, medium, high: the low byte for equipment, the high one for the patient.
            var priority = (type | type >> 8) & 0x07;
            highest = Math.Max(highest, priority >= 4 ? 3 : priority);
            if ((code & 0xFFFE) is LeadOff or LeadDisconnected or LeadsOff && IsEcg(source)) contacts[(int)Modality.Ecg] = Contact.LeadOff;
            if ((code & 0xFFFE) is Disconnected or SensorDisconnected && IsOximeter(source)) contacts[(int)Modality.Oximeter] = Contact.Disconnected;
        }

        return highest;
    }

    /// <summary>The ECG as a whole, or a lead that is looked at: one electrode of the chest that is off leaves the others as they are.</summary>
    private bool IsEcg(ushort source) => source is Ecg or HeartRate || Array.IndexOf(leads, source) >= 0;

    /// <summary>Saturation, pleth and their pulse.</summary>
    private static bool IsOximeter(ushort source) => source is >= 0x4BB0 and <= 0x4BBF or 0x4822 or 0x481A;
}
