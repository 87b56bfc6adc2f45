using EdgeMonitor.Uplink;
using EdgeMonitor.Uplink.Mosquitto;

namespace EdgeMonitor.Tests.Uplink.Mosquitto;

internal sealed class MosquittoProviderTests
{
    [Test]
    public void AMissingLibraryIsOneSentenceThatSaysWhatToInstall()
    {
        var provider = new MosquittoProvider("libmosquitto-missing.so.1", TimeProvider.System);
        Assert.That(provider.Unavailable, Is.EqualTo("libmosquitto-missing.so.1 was not found: install libmosquitto1 (apt install libmosquitto1)."));
    }

    [Test]
    public void ItIsCompiledInAndFoundByItsAttribute() =>
        Assert.That(MqttProviders.All.Select(provider => provider.Name), Does.Contain("libmosquitto"));
}
