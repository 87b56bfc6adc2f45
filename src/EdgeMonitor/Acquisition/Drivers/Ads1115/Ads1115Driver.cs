using System.Threading.Channels;
using EdgeMonitor.Acquisition;
using EdgeMonitor.Acquisition.Drivers.Ads1115;
using EdgeMonitor.Acquisition.Links;
using EdgeMonitor.Core.Signals;

[assembly: SensorDriver<Ads1115Driver>("ads1115")]

namespace EdgeMonitor.Acquisition.Drivers.Ads1115;

/// <summary>One ECG lead by an AD8232 amplifier and an ADS1115 converter, sampled by a thread of its own. Development grade: README.md.</summary>
internal sealed class Ads1115Driver : ISensorDriver
{
    private readonly SensorContext _sensor;
    private readonly I2cPlace _place;
    private readonly Ads1115Settings _settings;

    private Ads1115Driver(SensorContext sensor, I2cPlace place, Ads1115Settings settings) => (_sensor, _place, _settings) = (sensor, place, settings);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new(LinkKind.I2c, "TI ADS1115 with Analog Devices AD8232, one ECG lead (development grade)",
        [.. Ads1115Settings.Leads.SelectMany(lead => Ads1115Settings.Rates.Select(rate => Delivery.Wave(lead.Mdc, MdcUnit.Millivolt, rate)))]);

    /// <inheritdoc/>
    /// <remarks>2 s: it samples 125 times a second at least, electrodes on or off.</remarks>
    public TimeSpan MaxSilence => TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public static ISensorDriver Create(SensorContext context)
    {
        context.AllowOnly([I2cPlace.AddressSetting, .. Ads1115Settings.Names]);
        return new Ads1115Driver(context, I2cPlace.Of(context, 0x48, 0x49, 0x4A, 0x4B), Ads1115Settings.Of(context));
    }

    /// <inheritdoc/>
    public Task RunAsync(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
        => Task.Factory.StartNew(() => Sample(inputs, stop), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>The session, on its own thread from the opening of the bus to its end.</summary>
    private void Sample(ChannelWriter<MonitorInput> inputs, CancellationToken stop)
    {
        SamplingThread.Raise();
        using var bus = _sensor.Links.I2cBuses.Open(_place.Path);
        var chip = new I2cChip(bus, _place.Address);
        var sampler = new Ads1115Sampler(_sensor.Name, _settings);
        var identity = Ads1115Sampler.Begin(chip);
        var clock = _sensor.Clock;
        inputs.TryWrite(new SignalList(_sensor.Name, [sampler.Signal], clock.Now));
        inputs.TryWrite(identity.At(_sensor.Name, clock.Now));
        var taken = new List<MonitorInput>();
        var failures = 0;
        try
        {
            while (true)
            {
                stop.ThrowIfCancellationRequested();
                try
                {
                    sampler.Turn(chip, clock.Now, taken);
                    failures = 0;
                }
                catch (I2cException) when (++failures < I2cSession.MostFailures)
                {
                    sampler.Fail(clock.Now, taken);
                }

                Write();
                for (var wait = sampler.Due - clock.Now; wait > TimeSpan.Zero && !stop.IsCancellationRequested; wait = sampler.Due - clock.Now) SamplingThread.Wait(wait);
            }
        }
        finally
        {
            sampler.Finish(taken);
            Write();
        }

        void Write()
        {
            foreach (var input in taken) inputs.TryWrite(input);
            taken.Clear();
        }
    }
}
