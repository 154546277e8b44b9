namespace LoyaltyStudio.Importing;

/// <summary>A file from a browser, in a folder that only this process may read, under a name of our own. Gone when disposed.</summary>
public sealed class UploadedFile : IDisposable
{
    /// <summary>No file may be larger.</summary>
    public const long Limit = 200L << 20;

    private readonly string folder = Directory.CreateTempSubdirectory("loyaltystudio-import-").FullName;

    public string Path => System.IO.Path.Combine(folder, "upload");

    public static async Task<UploadedFile> SaveAsync(Stream content, Action<long>? report, CancellationToken ct)
    {
        var file = new UploadedFile();
        try
        {
            await using var target = new FileStream(file.Path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
            var buffer = new byte[1 << 16];
            long total = 0;
            int read;
            while ((read = await content.ReadAsync(buffer, ct)) > 0)
            {
                await target.WriteAsync(buffer.AsMemory(0, read), ct);
                report?.Invoke(total += read);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
