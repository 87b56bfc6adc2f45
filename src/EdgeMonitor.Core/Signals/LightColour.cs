namespace EdgeMonitor.Core.Signals;

/// <summary>What raw light of an oximeter's probe a wave is. Raw light has a mean that means something, and falls while the pulse rises: blood takes it away.</summary>
public enum LightColour
{
    /// <summary>No raw light, as a pleth wave that a device has worked on.</summary>
    None,

    /// <summary>Infrared, about 900 nm.</summary>
    Infrared,

    /// <summary>Red, about 660 nm.</summary>
    Red,
}
