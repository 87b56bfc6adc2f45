using System.Buffers;
using System.Globalization;
using System.Text;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.Medibus;

/// <content>What is asked when, and what the answers mean.</content>
internal sealed partial class MedibusDialogue
{
    /// <summary>Time for an answer. Chosen: 240 bytes of values take a quarter of a second at 9600 baud.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(1);

    /// <summary>After so long without a word of the host it says NOP: well before the device gives it up.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1.5);

    /// <summary>After a refusal the host waits for so long, so that two devices that refuse each other do not fill the line. Chosen.</summary>
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromSeconds(0.25);

    /// <summary>A question that was not answered so often in a row is given up: for the session where it never was answered, else until a slow retry. Chosen.</summary>
    private const int MostUnanswered = 3;

    /// <summary>Between two tries of a question that was answered once and is not any more. Chosen: each costs the others an answer's time.</summary>
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(10);

    /// <summary>Answers that wait at the most; a device asks one thing at a time. Chosen.</summary>
    private const int MostAnswers = 8;

    private readonly Question[] _questions =
    [
        new(MedibusCode.Data1, TimeSpan.FromSeconds(1)),
        new(MedibusCode.Alarms1, TimeSpan.FromSeconds(1)),
        new(MedibusCode.Data2, TimeSpan.FromSeconds(2)),
        new(MedibusCode.Alarms2, TimeSpan.FromSeconds(2)),
    ];

    private readonly List<byte> _answers = [];
    private Stage _stage = Stage.Initialise;
    private byte? _open;
    private TimeSpan _sentAt;
    private TimeSpan _askAgainAt;
    private int _unanswered;
    private bool _enable;

    private enum Stage
    {
        Initialise,
        Identity,
        Waves,
        Choice,
        Running,
    }

    /// <inheritdoc/>
    public TimeSpan? NextTurn { get; private set; }

    /// <inheritdoc/>
    public void Turn(TimeSpan now, IBufferWriter<byte> output, ICollection<MonitorInput> inputs)
    {
        if (!_begun) (_begun, _heardAt, _sentAt) = (true, now, now);
        if (_stranger is not null) throw new IOException(_stranger);
        if (now - _heardAt >= LongestSilence) throw Lost();
        if (_line.TakeDroppedCommand() && GoodFrames > 0) MedibusFrame.Write(output, MedibusFrame.AnswerStart, MedibusCode.Corrupt);
        foreach (var code in _answers) Answer(code, output);
        _answers.Clear();
        if (_enable) _waves.Enable(output);
        _enable = false;
        if (_open is not null && now - _sentAt >= AnswerTime) Miss(now, inputs);
        if (_open is null && now >= _askAgainAt) Ask(now, output);
        NextTurn = Next(now);
    }

    /// <inheritdoc/>
    /// <remarks>A device that was made to send waves goes on for nobody.</remarks>
    public void End(IBufferWriter<byte> output)
    {
        if (_waves.Signals.Count > 0) MedibusFrame.Write(output, MedibusFrame.CommandStart, MedibusCode.StopWaves);
    }

    private void Ask(TimeSpan now, IBufferWriter<byte> output)
    {
        switch (_stage)
        {
            case Stage.Initialise: Send(MedibusCode.Initialise); break;
            case Stage.Identity: Send(MedibusCode.Identity); break;
            case Stage.Waves: Send(MedibusCode.WaveConfiguration); break;
            case Stage.Choice: Send(MedibusCode.ConfigureWaves, _waves.Choice()); break;
            default:
                if (DueAt() is { } due && due.Due <= now)
                {
                    due.Due = now + due.Period;
                    Send(due.Code);
                }
                else if (now - _sentAt >= LongestPause) Send(MedibusCode.Nothing);
                break;
        }

        void Send(byte code, byte[]? data = null)
        {
            MedibusFrame.Write(output, MedibusFrame.CommandStart, code, data ?? []);
            (_open, _sentAt) = (code, now);
        }
    }

    private Question? DueAt() => _questions.Where(question => question.IsKnown).MinBy(question => question.Due);

    private TimeSpan Next(TimeSpan now)
    {
        var next = _open is not null ? _sentAt + AnswerTime : _sentAt + LongestPause;
        if (_open is null && DueAt() is { } due && due.Due < next) next = due.Due;
        if (_open is null && next < _askAgainAt) next = _askAgainAt;
        if (_open is null && _stage != Stage.Running) next = _askAgainAt;
        if (_heardAt + LongestSilence < next) next = _heardAt + LongestSilence;
        return next > now ? next : now + TimeSpan.FromMilliseconds(1);
    }

    /// <summary>A question was not answered, or the device does not know it.</summary>
    private void Miss(TimeSpan now, ICollection<MonitorInput> inputs)
    {
        var code = _open;
        _open = null;
        if (Array.Find(_questions, question => question.Code == code) is { } asked)
        {
            if (++asked.Unanswered < MostUnanswered) return;
            // Every device has page 1: one that does not answer it was restarted and knows its host no more.
            if (code == MedibusCode.Data1) (asked.Unanswered, _stage) = (0, Stage.Initialise);
            else GiveUp(asked, now, inputs);
            return;
        }

        if (++_unanswered < MostUnanswered) return;
        _unanswered = 0;
        if (_stage == Stage.Identity && _settings.Device.Length > 0) _stranger = $"This device does not say what it is, and it should be {_settings.Device}: check the cable, or the sensor's Settings:{MedibusSettings.DeviceName}.";
        _stage = _stage switch
        {
            Stage.Initialise => Stage.Initialise,
            Stage.Identity => AfterIdentity,
            _ => Stage.Running,
        };
    }

    /// <summary>A device that has answered once knows the question: it is asked again, and what it said before is not of now.</summary>
    private void GiveUp(Question asked, TimeSpan now, ICollection<MonitorInput> inputs)
    {
        asked.IsKnown = asked.WasAnswered;
        if (!asked.WasAnswered) return;
        asked.Due = now + RetryPeriod;
        if (asked.Code == MedibusCode.Alarms1) _alarms.Lose(0, now, inputs);
        if (asked.Code == MedibusCode.Alarms2) _alarms.Lose(1, now, inputs);
    }

    private Stage AfterIdentity => _settings.Waves.Count > 0 ? Stage.Waves : Stage.Running;

    private void TakeAnswer(byte code, ReadOnlySpan<byte> data, ICollection<MonitorInput> inputs)
    {
        if (code == MedibusCode.Corrupt)
        {
            if (_open is not null) Miss(_heardAt, inputs);
            _askAgainAt = _heardAt + AfterRefusal;
            return;
        }

        if (_open == code) Answered(code);
        switch (code)
        {
            case MedibusCode.Data1:
                // A device that measures nothing now is there all the same.
                if (!_pageOne.Take(data, _heardAt, inputs)) inputs.Add(Reading.Missing(_sensor, Mdc.AwayRespRate, MdcUnit.BreathPerMinute, NoData.NotMeasured, _heardAt));
                break;
            case MedibusCode.Data2: _pageTwo.Take(data, _heardAt, inputs); break;
            case MedibusCode.Alarms1: _alarms.Take(data, 0, _heardAt, inputs); break;
            case MedibusCode.Alarms2: _alarms.Take(data, 1, _heardAt, inputs); break;
            case MedibusCode.Identity: TakeIdentity(data, inputs); break;
            case MedibusCode.WaveConfiguration:
                var any = _waves.Configure(data, _heardAt, inputs);
                if (_stage == Stage.Waves) _stage = any ? Stage.Choice : Stage.Running;
                break;
        }
    }

    private void Answered(byte code)
    {
        _open = null;
        _unanswered = 0;
        if (Array.Find(_questions, question => question.Code == code) is { } asked) (asked.Unanswered, asked.WasAnswered) = (0, true);
        switch (code, _stage)
        {
            case (MedibusCode.Initialise, Stage.Initialise): _stage = Stage.Identity; break;
            case (MedibusCode.Identity, Stage.Identity): _stage = AfterIdentity; break;
            case (MedibusCode.ConfigureWaves, Stage.Choice): (_stage, _enable) = (Stage.Running, true); break;
        }
    }

    /// <summary>The device's own command: it is answered at the next turn.</summary>
    private void TakeCommand(byte code)
    {
        if (!_begun) return;
        if (_answers.Count < MostAnswers) _answers.Add(code);
        // A device that begins anew has forgotten everything; one whose waves are others must be asked again.
        if (code == MedibusCode.Initialise && _stage is not (Stage.Initialise or Stage.Identity)) (_stage, _open) = (Stage.Initialise, null);
        if (code == MedibusCode.WavesChanged && _stage == Stage.Running && _settings.Waves.Count > 0) (_stage, _open) = (Stage.Waves, null);
    }

    private void Answer(byte code, IBufferWriter<byte> output)
    {
        switch (code)
        {
            case MedibusCode.Identity:
                MedibusFrame.Write(output, MedibusFrame.AnswerStart, code, "0000'EdgeMonitor'01.00:03.00"u8);
                break;
            case MedibusCode.Time:
                MedibusFrame.Write(output, MedibusFrame.AnswerStart, code, Encoding.ASCII.GetBytes(TimeText(_wall.GetLocalNow())));
                break;
            case MedibusCode.Nothing or MedibusCode.Initialise or MedibusCode.TimeChanged or MedibusCode.WaveConfiguration or MedibusCode.ConfigureWaves or MedibusCode.StopWaves or MedibusCode.WavesChanged:
                MedibusFrame.Write(output, MedibusFrame.AnswerStart, code);
                break;
            default:
                MedibusFrame.Write(output, MedibusFrame.AnswerStart, MedibusCode.Corrupt);
                break;
        }
    }

    /// <summary>The date as devices write it: <c>09:33:00 7-OCT-14</c>.</summary>
    private static string TimeText(DateTimeOffset time)
        => time.ToString("HH:mm:ss", CultureInfo.InvariantCulture) + string.Create(CultureInfo.InvariantCulture, $"{time.Day,2}-") + time.ToString("MMM-yy", CultureInfo.InvariantCulture).ToUpperInvariant();

    /// <summary>Something that is asked again and again.</summary>
    private sealed class Question(byte code, TimeSpan period)
    {
        public byte Code { get; } = code;

        public TimeSpan Period { get; } = period;

        public TimeSpan Due { get; set; }

        public int Unanswered { get; set; }

        public bool WasAnswered { get; set; }

        public bool IsKnown { get; set; } = true;
    }
}
