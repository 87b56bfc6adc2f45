using System.Device.I2c;
using System.Globalization;

namespace EdgeMonitor.Acquisition.Links.DeviceI2c;

/// <summary>A bus of the package, which has one object for each chip: made at the first transfer with it, and kept.</summary>
internal sealed class DeviceI2cBus(I2cBus bus, string path) : II2cBus
{
    private readonly Dictionary<int, I2cDevice> _chips = [];
    private bool _disposed;

    /// <inheritdoc/>
    public string Path => path;

    /// <inheritdoc/>
    public void Transfer(int address, ReadOnlySpan<byte> write, Span<byte> read)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        I2cLimits.Check(address, write.Length, read.Length);
        if (!_chips.TryGetValue(address, out var chip)) _chips[address] = chip = bus.CreateDevice(address);
        try
        {
            if (read.IsEmpty) chip.Write(write);
            else if (write.IsEmpty) chip.Read(read);
            else chip.WriteRead(write, read);
        }
        catch (IOException failure) when (failure is not I2cException)
        {
            throw I2cException.Of(path, address, ErrorIn(failure.Message));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        foreach (var chip in _chips.Values) chip.Dispose();
        bus.Dispose();
    }

    /// <summary>The kernel's error number: the package tells it in its text only ("Error 121 performing I2C data transfer."); 0 where there is none.</summary>
    private static int ErrorIn(string text)
    {
        var digits = text.SkipWhile(letter => !char.IsAsciiDigit(letter)).TakeWhile(char.IsAsciiDigit).ToArray();
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var error) ? error : 0;
    }
}
