using EdgeMonitor.Acquisition.Simulators.Physiology;

namespace EdgeMonitor.Acquisition.Simulators;

/// <summary>
/// A bedside without hardware: one simulated patient with a Nonin oximeter and a HealthyPi ECG board, each on a pseudo-terminal with a stable
/// name. A pulled cable hangs up and its name is gone; when it comes back it has the same name.
/// </summary>
internal sealed class BedsideSimulator : IAsyncDisposable
{
    private readonly SimulatedDevice _nonin;
    private readonly SimulatedDevice _healthyPi;
    private readonly BedsideClock _clock;

    private BedsideSimulator(Patient patient, BedsideClock clock, SimulatedDevice nonin, SimulatedDevice healthyPi)
    {
        Patient = patient;
        _clock = clock;
        _nonin = nonin;
        _healthyPi = healthyPi;
    }

    /// <summary>The patient, for the truth about it.</summary>
    public Patient Patient { get; }

    /// <summary>The patient's time now, s since the start.</summary>
    public double PatientSeconds => _clock.Seconds;

    /// <summary>What is happening now.</summary>
    public Episode Now => Patient.Scenario.At(PatientSeconds);

    /// <summary>The oximeter's port, e.g. for a sensor with the driver <c>nonin</c>.</summary>
    public string NoninPath => _nonin.Path;

    /// <summary>The ECG board's port, e.g. for a sensor with the driver <c>healthypi</c>.</summary>
    public string HealthyPiPath => _healthyPi.Path;

    /// <summary>Starts a bedside with an adult at rest, in real time.</summary>
    /// <inheritdoc cref="Start(Patient, TimeProvider, string, NoninFormat, double)"/>
    public static BedsideSimulator Start(Scenario scenario, int seed, TimeProvider time, string runtimeDirectory)
        => Start(new Patient(scenario, seed), time, runtimeDirectory);

    /// <summary>Starts a bedside.</summary>
    /// <param name="patient">The patient.</param>
    /// <param name="time">The machine's time and timers.</param>
    /// <param name="runtimeDirectory">Where the ports' names are made; created where missing.</param>
    /// <param name="format">The oximeter's data format.</param>
    /// <param name="speed">Patient's seconds in a second.</param>
    /// <exception cref="IOException">The directory cannot be used, or the system gives no pseudo-terminal; the message says which.</exception>
    public static BedsideSimulator Start(
        Patient patient, TimeProvider time, string runtimeDirectory, NoninFormat format = NoninFormat.Format2, double speed = 1)
    {
        CreateDirectory(runtimeDirectory);
        var clock = new BedsideClock(time, speed);
        var nonin = Plug(new NoninSimulator(patient, format), "nonin", BedsideDevices.Nonin);
        try
        {
            return new BedsideSimulator(patient, clock, nonin, Plug(new HealthyPiSimulator(patient), "healthypi", BedsideDevices.HealthyPi));
        }
        catch (IOException)
        {
            nonin.Dispose();
            throw;
        }

        SimulatedDevice Plug(ISimulatedSensor sensor, string name, BedsideDevices device) => new(
            sensor, Path.Combine(runtimeDirectory, name), clock, seconds => !patient.Scenario.At(seconds).Is(EpisodeKind.CablePulled, device));
    }

    /// <summary>Stops both devices and pulls their cables.</summary>
    public async ValueTask DisposeAsync()
    {
        await _nonin.DisposeAsync();
        await _healthyPi.DisposeAsync();
    }

    private static void CreateDirectory(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new IOException($"The simulator may not create {path}; give it a runtime directory it can write.", refused);
        }
    }
}
