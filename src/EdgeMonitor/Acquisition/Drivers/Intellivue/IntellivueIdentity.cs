using System.Text;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Intellivue;

/// <summary>What the monitor says it is: its maker and model, and its serial number and software from the list of production data. The bed's name is not read.</summary>
internal sealed class IntellivueIdentity(string sensor)
{
    /// <summary>Kinds of production data (11073-10101; as public drivers read them) and the component that is the whole device.</summary>
    private const ushort SerialNumber = 1, SoftwareRevision = 4, Product = 1;

    /// <summary>Longest text kept, bytes.</summary>
    private const int LongestText = 64;

    private string _model = "";
    private string _serial = "";
    private string _software = "";
    private bool _told;

    /// <summary>Keeps what an object says, and tells it once.</summary>
    /// <param name="observation">The monitor's own object.</param>
    /// <param name="isLast">True where nothing more will come: what is known is told, and be it the protocol's name alone.</param>
    /// <param name="at">When it was learned.</param>
    /// <param name="inputs">Takes the identity.</param>
    public void Take(in IntellivueObservation observation, bool isLast, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        if (_told) return;
        LearnModel(observation.Model);
        LearnProduction(observation.Production);
        if (!isLast && (_model.Length == 0 || _serial.Length == 0)) return;
        _told = true;
        inputs.Add(new DeviceIdentity(sensor, _model.Length == 0 ? "Philips IntelliVue" : _model, _serial, _software, at));
    }

    private void LearnModel(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        var reader = new OctetReader(bytes);
        var maker = TextOf(reader.Counted());
        var model = TextOf(reader.Counted());
        if (!reader.Failed) _model = $"{maker} {model}".Trim();
    }

    private void LearnProduction(ReadOnlySpan<byte> bytes)
    {
        var list = new OctetReader(bytes);
        var count = list.U16();
        var entries = new OctetReader(list.Counted());
        for (; count > 0 && entries.Left.Length >= 6; count--)
        {
            var (kind, component) = (entries.U16(), entries.U16());
            var text = TextOf(entries.Counted());
            if (entries.Failed) return;
            if (kind == SerialNumber && (component == Product || _serial.Length == 0)) _serial = text;
            if (kind == SoftwareRevision && (component == Product || _software.Length == 0)) _software = text;
        }
    }

    private static string TextOf(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        var text = Encoding.Latin1.GetString(bytes[..Math.Min(end < 0 ? bytes.Length : end, LongestText)]);
        return string.Concat(text.Where(letter => !char.IsControl(letter))).Trim();
    }
}
