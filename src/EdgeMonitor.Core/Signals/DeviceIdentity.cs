namespace EdgeMonitor.Core.Signals;

/// <summary>What a device says it is, once a session, as soon as it is known. Empty where the device does not say it.</summary>
/// <param name="Sensor">The sensor's name in the configuration.</param>
/// <param name="Model">Maker and model, e.g. <c>Nonin 3150</c>; the protocol's name where the device says no more.</param>
/// <param name="Serial">Its serial number; printed in technical records, never in a topic.</param>
/// <param name="Firmware">Its firmware's version.</param>
/// <param name="At">When it was learned.</param>
public sealed record DeviceIdentity(string Sensor, string Model, string Serial, string Firmware, TimeSpan At) : MonitorInput(At);
