using System.Text.Json.Nodes;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Control;

/// <summary>What is known of each sensor: its link, what its device says it is, and what of it is off the patient. Not safe for several threads.</summary>
internal sealed class SensorStates
{
    private readonly SortedDictionary<string, State> _sensors = new(StringComparer.Ordinal);

    /// <summary>Takes an input that is about a sensor; others are passed over.</summary>
    public void Take(MonitorInput input)
    {
        switch (input)
        {
            case SignalList session: Of(session.Sensor).Off.Clear(); break;
            case LinkStatus link: Of(link.Sensor).Take(link); break;
            case DeviceIdentity identity: Of(identity.Sensor).Identity = identity; break;
            case ContactStatus contact: Of(contact.Sensor).Take(contact); break;
        }
    }

    /// <summary>A line for each, by name.</summary>
    /// <param name="now">The monitor's time.</param>
    public JsonArray Report(TimeSpan now) => [.. _sensors.Select(sensor => sensor.Value.Report(sensor.Key, now))];

    private State Of(string sensor)
    {
        if (_sensors.TryGetValue(sensor, out var known)) return known;
        return _sensors[sensor] = new State();
    }

    private sealed class State
    {
        private LinkState _link;
        private string _cause = "";
        private TimeSpan _since;

        public DeviceIdentity? Identity { get; set; }

        public SortedDictionary<Modality, Contact> Off { get; } = [];

        /// <summary>Why a link broke holds until it is up again, over the attempts to open it.</summary>
        public void Take(LinkStatus link)
        {
            if (link.State == LinkState.Opening && _cause.Length > 0) return;
            if (link.State != _link || link.Cause != _cause) _since = link.At;
            (_link, _cause) = (link.State, link.Cause);
            // Another device may hang there by now.
            if (link.State == LinkState.Down) Identity = null;
        }

        public void Take(ContactStatus contact)
        {
            if (contact.Contact == Contact.Attached) Off.Remove(contact.Modality);
            else Off[contact.Modality] = contact.Contact;
        }

        public JsonObject Report(string sensor, TimeSpan now) => new()
        {
            ["sensor"] = sensor,
            ["link"] = Names.Of(_link),
            ["cause"] = _cause,
            ["for"] = Math.Round((now - _since).TotalSeconds),
            ["model"] = Identity?.Model ?? "",
            ["serial"] = Identity?.Serial ?? "",
            ["firmware"] = Identity?.Firmware ?? "",
            ["off"] = string.Join(", ", Off.Select(part => $"{Names.Of(part.Key)}: {Names.Of(part.Value)}")),
        };
    }
}
