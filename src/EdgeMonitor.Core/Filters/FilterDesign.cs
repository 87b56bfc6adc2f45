using System.Numerics;

namespace EdgeMonitor.Core.Filters;

/// <summary>What all filter designs share: the limits of a setting and the bilinear transform.</summary>
internal static class FilterDesign
{
    /// <summary>Highest order offered. Chosen: steeper filters ring longer than a QRS complex lasts.</summary>
    public const int MaximumOrder = 12;

    /// <summary>The prewarped analog frequency of a digital one, for s = (z − 1) / (z + 1).</summary>
    public static double Prewarp(double frequencyHz, double sampleRateHz) => Math.Tan(Math.PI * frequencyHz / sampleRateHz);

    /// <summary>Where an analog pole goes.</summary>
    public static Complex ToDigital(Complex pole) => (1 + pole) / (1 - pole);

    /// <summary>Refuses a frequency that is not inside 0 … half the sampling rate.</summary>
    public static void RequireFrequency(double frequencyHz, double sampleRateHz, string name)
    {
        if (!double.IsFinite(sampleRateHz) || sampleRateHz <= 0)
            throw new ArgumentOutOfRangeException(nameof(sampleRateHz), sampleRateHz, "A sampling rate is finite and above 0 Hz.");
        if (!(frequencyHz > 0) || !(frequencyHz < sampleRateHz / 2))
            throw new ArgumentOutOfRangeException(name, frequencyHz, "A corner lies above 0 Hz and below half the sampling rate.");
    }

    /// <summary>Refuses an order outside 1 … <see cref="MaximumOrder"/>.</summary>
    public static void RequireOrder(int order)
    {
        if (order is < 1 or > MaximumOrder)
            throw new ArgumentOutOfRangeException(nameof(order), order, $"An order is 1 to {MaximumOrder}.");
    }
}
