using System.Buffers;
using System.Globalization;
using EdgeMonitor.Core.Signals;

namespace EdgeMonitor.Acquisition.Drivers.SunTech;

/// <content>What is asked when, and what the answers mean.</content>
internal sealed partial class SunTechDialogue
{
    /// <summary>Between two questions for the cuff's pressure while it measures: 5 a second, as the maker's own programs do.</summary>
    private static readonly TimeSpan MeasuringPoll = TimeSpan.FromSeconds(0.2);

    /// <summary>While it empties; chosen.</summary>
    private static readonly TimeSpan EmptyingPoll = TimeSpan.FromSeconds(0.25);

    /// <summary>While nothing is to be done, and between two tries of a question that a busy module did not answer: it shows that the module is there, and is how long a person's start waits. Chosen.</summary>
    private static readonly TimeSpan IdlePoll = TimeSpan.FromSeconds(1);

    /// <summary>A cuff that does not empty is told again after this time; chosen.</summary>
    private static readonly TimeSpan AbortAgain = TimeSpan.FromSeconds(5);

    /// <summary>A turn that is due at once is not due within itself.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Whether the module can have finished: a while after the start, and with at most three quarters of the highest pressure in the cuff (chosen: a cuff is filled above the
    /// systolic pressure and measures down to the diastolic one). Another "finished" is late or a stray, and believing it would bring the result before as a new one.
    /// </summary>
    private bool MayHaveFinished(TimeSpan at) => at - _startedAt >= LeastMeasurement && 4 * (_cuff ?? 0) <= 3 * _peak;

    private TimeSpan Poll => _phase switch
    {
        Phase.Measuring => MeasuringPoll,
        Phase.Emptying => EmptyingPoll,
        _ => IdlePoll,
    };

    /// <summary>Says what is due.</summary>
    private void Speak(TimeSpan now, IBufferWriter<byte> output)
    {
        if (_line.Open is not null) return;
        if (_phase == Phase.Idle && _scheduled <= now && now >= _restUntil)
        {
            Prepare(now);
            _scheduled = _settings.NextAfter(now);
        }

        switch (_phase)
        {
            case Phase.Preparing when _settings.InitialMmHg is { } target:
                _line.Send(SunTechRequest.Target, SunTechCommand.Target(target), now, output);
                break;
            case Phase.Preparing:
                _phase = Phase.Checking;
                AskCuff(now, output);
                break;
            case Phase.Starting:
                var start = _settings.Patient == SunTechPatient.Neonate ? SunTechCommand.StartNeonate : SunTechCommand.StartAdult;
                _line.Send(SunTechRequest.Start, start, now, output);
                break;
            case Phase.Fetching:
                if (now < _nextPoll) return;
                _nextPoll = now + Poll;
                _line.Send(SunTechRequest.Result, SunTechCommand.Result, now, output);
                break;
            default:
                if (now < _nextPoll) return;
                if (_phase == Phase.Emptying && now >= _nextAbort)
                {
                    output.Write(SunTechCommand.Abort);
                    _nextAbort = now + AbortAgain;
                }

                AskCuff(now, output);
                break;
        }
    }

    private void Prepare(TimeSpan now) => (_phase, _startedAt) = (Phase.Preparing, now);

    private void AskCuff(TimeSpan now, IBufferWriter<byte> output)
    {
        _line.Send(SunTechRequest.Cuff, SunTechCommand.Cuff, now, output);
        _nextPoll = now + Poll;
    }

    private TimeSpan Next(TimeSpan now)
    {
        var next = _line.Due ?? _nextPoll;
        if (_phase == Phase.Idle && _scheduled is { } due && _line.Open is null && due < next && due >= _restUntil) next = due;
        return next > now ? next : now + Soon;
    }

    /// <summary>Takes a frame.</summary>
    private void Take(in SunTechFrame frame, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        if (!_identified) inputs.Add(new DeviceIdentity(_sensor, "SunTech NIBP", "", "", at));
        _identified = true;
        var answered = _line.Hear(frame.Reply);
        switch (frame.Reply)
        {
            case SunTechReply.Cuff:
                TakeCuff(frame.CuffMmHg, answered == SunTechRequest.Cuff, at, inputs);
                break;
            case SunTechReply.Received when answered == SunTechRequest.Start:
                (_phase, _startedAt, _pressureAt, _peak, _nextPoll) = (Phase.Measuring, at, at, 0, at + MeasuringPoll);
                break;
            case SunTechReply.Finished when answered == SunTechRequest.Target:
                (_phase, _nextPoll) = (Phase.Checking, at);
                break;
            case SunTechReply.Finished when _phase == Phase.Measuring && MayHaveFinished(at):
                (_phase, _nextPoll) = (Phase.Fetching, at);
                _line.Forget();
                break;
            case SunTechReply.Busy when answered is SunTechRequest.Target or SunTechRequest.Start:
                Fail(NoData.DeviceError, at, inputs);
                break;
            case SunTechReply.Aborted when _phase == Phase.Measuring:
                // Somebody has stopped it at the module itself: nothing was measured, and the last result stays what it was.
                EndMeasurement(at);
                _line.Forget();
                break;
            case SunTechReply.Result when !_begun:
                SunTechReadings.Add(_sensor, frame.Result, at, inputs);
                break;
            case SunTechReply.Result when answered == SunTechRequest.Result && _phase == Phase.Fetching:
                TakeResult(frame.Result, at, inputs);
                break;
        }
    }

    private void TakeCuff(int mmHg, bool asked, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        _cuff = mmHg;
        _peak = Math.Max(_peak, mmHg);
        if (mmHg >= EmptyMmHg) _pressureAt = at;
        inputs.Add(!_begun || IsBusy && _phase != Phase.Checking || mmHg >= EmptyMmHg ? SunTechReadings.Cuff(_sensor, mmHg, at) : SunTechReadings.Idle(_sensor, at));
        switch (_phase)
        {
            case Phase.Measuring when mmHg > _settings.HighestMmHg || at - _pressureAt >= LongestWithoutPressure:
                Fail(NoData.DeviceError, at, inputs);
                break;
            case Phase.Checking when asked && mmHg < EmptyMmHg:
                _phase = Phase.Starting;
                break;
            case Phase.Checking when asked:
                Fail(NoData.DeviceError, at, inputs);
                break;
            case Phase.Emptying when asked && mmHg < EmptyMmHg:
                (_phase, _nextPoll) = (Phase.Idle, at + IdlePoll);
                break;
            case Phase.Idle when mmHg >= EmptyMmHg:
                (_phase, _letGo) = (Phase.Emptying, true);
                break;
        }
    }

    private void TakeResult(in SunTechResult result, TimeSpan at, ICollection<MonitorInput> inputs)
    {
        // A module that has not inflated gives the result of the time before, which is not of now.
        if (result.Error == 0 && _peak < LeastPeakMmHg) SunTechReadings.AddMissing(_sensor, NoData.DeviceError, at, inputs);
        else SunTechReadings.Add(_sensor, result, at, inputs);
        EndMeasurement(at);
    }

    private void TakeActs(TimeSpan now)
    {
        while (_acts.TryTake(out var request))
        {
            if (request.Act == SensorAct.StopPressure) Stop(request, now);
            else if (Refusal(now) is { } sentence) request.Refuse(sentence);
            else
            {
                Prepare(now);
                request.Accept("The measurement begins; the result comes in about a minute.");
            }
        }
    }

    private void Stop(SensorRequest request, TimeSpan now)
    {
        request.Accept(IsBusy ? "The measurement was stopped and the cuff is let go." : "No measurement was under way; the cuff was told to let go all the same.");
        if (IsBusy) EndMeasurement(now);
        (_phase, _letGo) = (Phase.Emptying, true);
    }

    /// <summary>Why no measurement may begin now; null where one may.</summary>
    private string? Refusal(TimeSpan now)
    {
        if (IsBusy) return "A measurement is under way already.";
        if (_phase != Phase.Idle) return _cuff is { } mmHg and >= EmptyMmHg ? $"The cuff still holds {mmHg} mmHg: try again when it is empty." : "The module has not said yet that its cuff is empty: try again.";
        if (now >= _restUntil) return null;
        var wait = Math.Ceiling((_restUntil - now).TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return _endedAt is null ? $"The module was connected just now: the first measurement may begin in {wait} s." : $"The arm rests after the last measurement: the next may begin in {wait} s.";
    }
}
