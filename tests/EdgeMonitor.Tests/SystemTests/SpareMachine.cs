using System.Diagnostics;

namespace EdgeMonitor.Tests.SystemTests;

/// <summary>The machine of a spare box, where everything lies elsewhere.</summary>
internal static class SpareMachine
{
    /// <summary>A command of that machine.</summary>
    public static void Apply(ProcessStartInfo how, Ward ward)
    {
        how.Environment["EDGEMONITOR__Storage__Directory"] = ward.PathOf("spare/state");
        foreach (var file in (string[])["CaFile", "CertificateFile", "KeyFile"]) how.Environment["EDGEMONITOR__Uplink__" + file] = ward.PathOf($"spare/{file}.pem");
    }
}
