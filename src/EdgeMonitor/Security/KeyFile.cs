using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace EdgeMonitor.Security;

/// <summary>
/// The master key: 32 raw bytes, from a systemd credential or else from a file of mode 0600 that is made on first start. A key that was
/// used but did not reach the disk would make every record stored under it unreadable, so it is synced before anyone gets it.
/// </summary>
internal static partial class KeyFile
{
    /// <summary>The credential's name in the unit file: <c>LoadCredentialEncrypted=edgemonitor.key:...</c>.</summary>
    public const string CredentialName = "edgemonitor.key";

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = ~(Private | UnixFileMode.UserExecute);
    private const int Interrupted = 4; // EINTR
    private const int OpenReadOnlyCloseOnExec = 0x80000; // O_RDONLY | O_CLOEXEC: the same on x86-64, arm64 and arm

    /// <summary>The key from the credential where there is one, else from the file, which is made where it does not exist.</summary>
    /// <param name="path">The key file.</param>
    /// <param name="credentials">The value of <c>CREDENTIALS_DIRECTORY</c>; null where the service has none.</param>
    /// <exception cref="KeyFileException">The key is not usable; the message says what to do.</exception>
    public static SecretKey Load(string path, string? credentials)
    {
        var credential = credentials is null ? null : Path.Combine(credentials, CredentialName);
        var full = Path.GetFullPath(path);
        try
        {
            // systemd guards a credential by its directory and an access list, which shows as group bits: only a key file's mode is checked.
            if (File.Exists(credential)) return Read(credential);
            if (!File.Exists(full)) Make(full);
            if (IsOpenToOthers(full))
                throw new KeyFileException($"The key file {full} can be read by others: chmod 600 {full}, and change the key if someone may have it.");
            return Read(full);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or (IOException and not KeyFileException))
        {
            throw new KeyFileException(
                $"The key file {full} cannot be used: {error.Message} It must be a file of this service in a writable directory.", error);
        }
    }

    /// <summary>True for a file that others than its owner may read or write.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static bool IsOpenToOthers(string path) => File.Exists(path) && (File.GetUnixFileMode(path) & Others) != 0;

    /// <summary>The key of a file; null where the file is not there or holds no key.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static SecretKey? TryRead(string path)
    {
        try
        {
            return File.Exists(path) ? Read(path) : null;
        }
        catch (KeyFileException)
        {
            return null;
        }
    }

    private static SecretKey Read(string path)
    {
        Span<byte> bytes = stackalloc byte[SecretKey.KeyBytes + 1];
        using var stream = new FileStream(path, new FileStreamOptions { BufferSize = 0 });
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        try
        {
            return length == SecretKey.KeyBytes
                ? new SecretKey(bytes[..length])
                : throw new KeyFileException(
                    $"The key in {path} must be exactly {SecretKey.KeyBytes} bytes: put the right file back.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static void Make(string path)
    {
        var directory = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(directory, Private | UnixFileMode.UserExecute);
        var temporary = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = Private };
        Span<byte> bytes = stackalloc byte[SecretKey.KeyBytes];
        RandomNumberGenerator.Fill(bytes);
        try
        {
            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(bytes);
                Sync(stream.SafeFileHandle);
            }

            // Never over a key that another process made meanwhile: then that one is the key.
            if (!TryRename(temporary, path)) return;
            using var handle = Open(directory, OpenReadOnlyCloseOnExec);
            if (handle.IsInvalid) throw Failed("open");
            Sync(handle);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
            File.Delete(temporary);
        }
    }

    private static bool TryRename(string from, string to)
    {
        try
        {
            File.Move(from, to, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(to))
        {
            return false;
        }
    }

    private static void Sync(SafeFileHandle file)
    {
        int result;
        do result = FSync(file);
        while (result != 0 && Marshal.GetLastPInvokeError() == Interrupted);
        if (result != 0) throw Failed("fsync");
    }

    private static IOException Failed(string call) => new($"{call} failed: {Marshal.GetLastPInvokeErrorMessage()}.");

    // The same calls as in Storage/DurableFile, which lies above this folder.
    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);
}

/// <summary>The master key cannot be used; the message says why in one sentence and what to do.</summary>
internal sealed class KeyFileException(string message, Exception? inner = null) : IOException(message, inner);
