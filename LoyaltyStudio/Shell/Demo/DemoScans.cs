using System.IO.Compression;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Channels.Model;
using LoyaltyStudio.Features.Channels.Scanning;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Shell.Demo;

/// <summary>Two scans of every channel, half a year apart, with what was seen and what is to be done.</summary>
internal sealed class DemoScans(IServiceProvider services, DemoClock clock, BusinessCalendar calendar, DateOnly today, ulong seed)
{
    private static readonly string[] Notes =
    [
        "Drie keer geprobeerd, drie keer mis.", "Hangt ervan af wie er die dag is.", "Staat op de lijst, maar gebeurt nog niet.", "Bij twee van de vijf pogingen ging het mis.", "Niet gevonden; een collega wist het ook niet.",
        "Duurde langer dan we beloven.", "Lukt wel, maar pas na lang zoeken.",
    ];

    private static readonly string[] Actions = ["Zoekveld met typefouten laten omgaan", "Knop bovenaan in de mail zetten", "Terugbellijst elke ochtend bespreken", "Tweede kassa op zaterdag", "Vragen ook in het weekend beantwoorden", "Track-and-trace meesturen"];

    private T Get<T>() where T : notnull => services.GetRequiredService<T>();

    internal async Task MakeAsync(Actor bram, CancellationToken ct)
    {
        foreach (var channel in Enum.GetValues<ScanChannel>())
        {
            await ScanAsync(bram, channel, today.AddDays(-238 - (int)channel), 0, ct);
            await ScanAsync(bram, channel, today.AddDays(channel == ScanChannel.Social ? -190 : -24 - (int)channel), 1, ct);
        }

        clock.Set(calendar.ToUtc(today.ToDateTime(new TimeOnly(8, 0))));
    }

    private async Task ScanAsync(Actor bram, ScanChannel channel, DateOnly on, int round, CancellationToken ct)
    {
        clock.Set(calendar.ToUtc(on.ToDateTime(new TimeOnly(16, 0))));
        var id = (await Get<StartScan>().RunAsync(bram, new StartScanRequest(channel, on, bram.Id, 6), ct)).Must();
        var scan = (await Get<ShowScan>().RunAsync(bram, id, ct)).Must();
        foreach (var (item, i) in scan.Items.Select((item, i) => (item, i)))
        {
            var chance = new DemoChance(seed ^ 0x5CA7, (ulong)(((int)channel * 100) + i));
            var before = chance.Below(4);
            var score = Math.Min(4, before + (round == 1 && chance.Happens(0.5) ? 1 : 0));
            (await Get<SaveScanItem>().RunAsync(bram, new SaveScanItemRequest(item.Id, score, i == 7 && channel == ScanChannel.Email, score <= 1 ? Notes[(((int)channel * 2) + i) % Notes.Length] : "", i == 2 ? "https://huisenhaard.example/" : "", item.Version), ct)).Must();
        }

        if (round == 1)
        {
            (await Get<SaveScanPicture>().RunAsync(bram, scan.Items[0].Id, DemoPicture.Make((int)channel), ct)).Must();
            (await Get<SaveScanAction>().RunAsync(bram, new SaveScanActionRequest(0, id, Actions[(int)channel], bram.Id, today.AddDays(14), false, 0), ct)).Must();
        }

        scan = (await Get<ShowScan>().RunAsync(bram, id, ct)).Must();
        (await Get<FinishScan>().RunAsync(bram, new FinishScanRequest(id, true, "", bram.Id, 6, scan.Version), ct)).Must();
    }
}

/// <summary>A small picture as evidence: a page with lines, as PNG (ISO/IEC 15948).</summary>
internal static class DemoPicture
{
    private const int Width = 320, Height = 200;

    internal static byte[] Make(int hue)
    {
        var raw = new byte[Height * ((Width * 3) + 1)];
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var line = y > 50 && y % 22 < 6 && x is > 24 and < 290 && x < 290 - (y * 7 % 90);
                var at = (y * ((Width * 3) + 1)) + 1 + (x * 3);
                (raw[at], raw[at + 1], raw[at + 2]) = y < 34 ? ((byte)(30 + (hue * 25)), (byte)89, (byte)(120 - (hue * 12))) : line ? ((byte)200, (byte)206, (byte)204) : ((byte)250, (byte)249, (byte)246);
            }
        }

        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zip.Write(raw);
        }

        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        Chunk(file, "IHDR"u8, [.. Big(Width), .. Big(Height), 8, 2, 0, 0, 0]);
        Chunk(file, "IDAT"u8, packed.ToArray());
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> name, byte[] data)
    {
        file.Write(Big(data.Length));
        byte[] body = [.. name, .. data];
        file.Write(body);
        var crc = 0xFFFFFFFFu;
        foreach (var b in body)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
            }
        }

        file.Write(Big((int)(crc ^ 0xFFFFFFFFu)));
    }

    private static byte[] Big(int number) => [(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number];
}
