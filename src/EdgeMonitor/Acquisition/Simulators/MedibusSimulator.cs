using System.Buffers;
using System.Globalization;
using System.Text;
using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>
/// A simulated ventilator that speaks Medibus: it answers what it is asked, says NOP when nothing is said, asks the host who it is and what time
/// it is, sends the waves that were chosen, and gives the host up after 3 s of silence.
/// </summary>
/// <param name="patient">Who is ventilated.</param>
internal sealed class MedibusSimulator(Patient patient) : ISimulatedPeer
{
    /// <summary>Time between samples, us.</summary>
    public const int IntervalMicroseconds = 16_000;

    private const double SecondsOfSilence = 3, SecondsToNop = 1;

    private static readonly Wave[] Waves =
    [
        new(0x00, -20, 100), new(0x01, -150, 150), new(0x02, 0, 100), new(0x03, 0, 2000), new(0x06, 0, 100),
    ];

    private readonly Breathing _breathing = new(patient);
    private readonly BeatAverage _beats = new(patient, 0);
    private readonly List<byte> _line = [];
    private readonly List<Wave> _chosen = [];
    private double _seconds;
    private double _heardAt = double.NegativeInfinity;
    private double _saidAt;
    private double _volume;
    private bool _breathesOut = true;
    private bool _isOn;
    private long _sample;
    private int _enabling;

    /// <summary>What it says that it is.</summary>
    public string Name { get; init; } = "Evita XL";

    /// <summary>True while a host is there.</summary>
    public bool IsInitialised { get; private set; }

    /// <summary>True while it sends waves.</summary>
    public bool SendsWaves => _isOn && IsInitialised;

    /// <summary>The host's answers to its own commands, by their codes.</summary>
    public Dictionary<byte, string> HostAnswers { get; } = [];

    /// <summary>Codes that it does not know and refuses.</summary>
    public HashSet<byte> Unknown { get; } = [0x2B, 0x2E];

    /// <summary>Text of the alarms of page 1 that it has; each 15 characters.</summary>
    public string Alarms { get; set; } = "";

    /// <inheritdoc/>
    public void Turn(double seconds, ReadOnlySpan<byte> received, IBufferWriter<byte> sent)
    {
        _seconds = Math.Max(_seconds, seconds);
        _beats.MoveTo(_seconds, usable: true);
        foreach (var one in received) Hear(one, sent);
        if (_seconds - _heardAt > SecondsOfSilence) (IsInitialised, _isOn) = (false, false);
        SendSamples(sent);
        if (IsInitialised && _seconds - _saidAt >= SecondsToNop) Say(sent, 0x1B, 0x30, "");
    }

    /// <summary>Switched off and on: it has forgotten the host and begins anew.</summary>
    public void Restart(IBufferWriter<byte> sent)
    {
        (IsInitialised, _isOn) = (false, false);
        _chosen.Clear();
        Say(sent, 0x1B, 0x51, "");
    }

    private void Hear(byte one, IBufferWriter<byte> sent)
    {
        if (one >= 0x80)
        {
            Enable(one);
            return;
        }

        if (one is 0x1B or 0x01) _line.Clear();
        if (one != 0x0D)
        {
            _line.Add(one);
            return;
        }

        var line = _line.ToArray();
        _line.Clear();
        if (line.Length < 4 || Encoding.ASCII.GetString(line[^2..]) != (line[..^2].Sum(each => each) & 0xFF).ToString("X2", CultureInfo.InvariantCulture)) return;
        _heardAt = _seconds;
        var data = Encoding.ASCII.GetString(line[2..^2]);
        if (line[0] == 0x01) HostAnswers[line[1]] = data;
        else Obey(line[1], data, sent);
    }

    private void Obey(byte code, string data, IBufferWriter<byte> sent)
    {
        if (Unknown.Contains(code) || !IsInitialised && code != 0x51)
        {
            Say(sent, 0x01, 0x15, "");
            return;
        }

        Say(sent, 0x01, code, code switch
        {
            0x24 => Data(),
            0x27 => Alarms + (IsApnoea ? "90EAPNOEA      " : ""),
            0x2B => "21 495" + "22 500",
            0x52 => $"8210'{Name}'05.10:04.00",
            0x53 => string.Concat(Waves.Select(wave => string.Create(CultureInfo.InvariantCulture, $"{wave.Code:X2}{IntervalMicroseconds,8}{wave.Least,5}{wave.Most,5}{0xFFF:X3}"))),
            _ => "",
        });
        if (code == 0x54) Choose(data);
        if (code == 0x55) _isOn = false;
        if (code != 0x51) return;
        IsInitialised = true;
        Say(sent, 0x1B, 0x52, "");
        Say(sent, 0x1B, 0x28, "");
    }

    private bool IsApnoea => patient.Scenario.At(_seconds).Kind == EpisodeKind.Apnoea;

    private string Data()
    {
        var rate = IsApnoea ? "    " : Four(60 / _breathing.BreathSeconds);
        var beats = _beats.Rate(BeatAverage.Room) is { } counted ? Four(counted) : "    ";
        return $"EB{Four(patient.SpO2At(_seconds))}E1{beats}D6{rate}" + "7D  20" + "78   5" + "B9 7.2" + "88 480" + "E6  38" + "F0  40" + "EF    ";
    }

    private static string Four(double value) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(value),4}");

    private void Choose(string data)
    {
        _chosen.Clear();
        for (var at = 0; at + 4 <= data.Length; at += 4)
        {
            if (Array.Find(Waves, wave => wave.Code.ToString("X2", CultureInfo.InvariantCulture) == data.Substring(at, 2)) is { } wave) _chosen.Add(wave);
        }
    }

    /// <summary>The host's byte of the stream: behind C1 it says which of the chosen waves are on.</summary>
    private void Enable(byte one)
    {
        if (_enabling == 0xC1) (_isOn, _sample) = ((one & 0x0F) != 0, SampleNow);
        _enabling = _enabling is >= 0xC1 and <= 0xC5 ? 0 : one;
    }

    private long SampleNow => (long)(_seconds * 1e6 / IntervalMicroseconds);

    private void SendSamples(IBufferWriter<byte> sent)
    {
        if (!SendsWaves || _chosen.Count == 0) return;
        for (var last = SampleNow; _sample <= last; _sample++)
        {
            var before = _volume;
            _volume = _breathing.VolumeAt(_sample * IntervalMicroseconds / 1e6);
            var breathesOut = _volume < before || _volume == 0 && before == 0;
            if (breathesOut != _breathesOut) Put(sent, 0xC6, breathesOut ? 0xC1 : 0xC0);
            _breathesOut = breathesOut;
            Put(sent, 0xD0 | (1 << _chosen.Count) - 1);
            foreach (var wave in _chosen)
            {
                var value = ValueOf(wave.Code, (_volume - before) * 1e6 / IntervalMicroseconds);
                var bin = (int)Math.Clamp((value - wave.Least) / (wave.Most - wave.Least) * 0xFFF, 0, 0xFFF);
                Put(sent, 0x80 | bin & 0x3F, 0x80 | bin >> 6);
            }
        }
    }

    /// <summary>480 mL a breath, PEEP 5 mbar and 15 above it, 38 mmHg CO2 at the end of a breath.</summary>
    private double ValueOf(byte code, double slope) => code switch
    {
        0x00 => 5 + 15 * _volume,
        0x01 => 480 * slope * 60 / 1000,
        0x03 => 480 * _volume,
        0x06 => _breathesOut ? 38 * (1 - _volume) : 0,
        _ => 50,
    };

    private void Say(IBufferWriter<byte> sent, byte start, byte code, string data)
    {
        byte[] line = [start, code, .. Encoding.ASCII.GetBytes(data)];
        sent.Write(line);
        sent.Write(Encoding.ASCII.GetBytes((line.Sum(each => each) & 0xFF).ToString("X2", CultureInfo.InvariantCulture)));
        sent.Write("\r"u8);
        _saidAt = _seconds;
    }

    private static void Put(IBufferWriter<byte> sent, params ReadOnlySpan<int> values)
    {
        var bytes = sent.GetSpan(values.Length);
        for (var i = 0; i < values.Length; i++) bytes[i] = (byte)values[i];
        sent.Advance(values.Length);
    }

    private sealed record Wave(byte Code, int Least, int Most);
}
