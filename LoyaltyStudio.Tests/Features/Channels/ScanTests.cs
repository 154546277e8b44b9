using LoyaltyStudio.Features.Channels.Model;
using LoyaltyStudio.Features.Channels.Scanning;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Features.Feedback;
using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Features.Channels;

/// <summary>A scan from its first question to its score, its evidence and what is done about it.</summary>
public sealed class ScanTests
{
    private static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task The_score_is_the_mean_of_what_was_scored_and_a_scan_comes_back_when_it_is_due(string engine)
    {
        await using var retailer = await FeedbackWorld.NewAsync(engine);
        var id = (await retailer.Get<StartScan>().RunAsync(retailer.Anna, new StartScanRequest(ScanChannel.Stores, FeedbackWorld.Today, null, 6), default)).Must();
        var scan = (await retailer.Get<ShowScan>().RunAsync(retailer.Anna, id, default)).Must();
        Assert.InRange(scan.Items.Count, 8, 10);
        Assert.Equal("empty", (await FinishAsync(retailer, scan)).Code);
        int?[] scores = [4, 3, 1, null];
        for (var i = 0; i < scores.Length; i++)
        {
            (await retailer.Get<SaveScanItem>().RunAsync(retailer.Anna, new SaveScanItemRequest(scan.Items[i].Id, scores[i] ?? 2, scores[i] is null, "gezien", "", scan.Items[i].Version), default)).Must();
        }

        (await FinishAsync(retailer, (await retailer.Get<ShowScan>().RunAsync(retailer.Anna, id, default)).Must())).Must();
        var board = (await retailer.Get<ReadScans>().RunAsync(retailer.Anna, default)).Must();
        var stores = board.Channels.Single(c => c.Channel == ScanChannel.Stores);

        // (4 + 3 + 1) ÷ 3 × 25 %
        Assert.Equal(8 / 12.0, stores.Latest!.Score!.Value, 10);
        Assert.False(stores.Due);
        Assert.Equal(0, await retailer.ReadAsync(db => ReadScans.DueAsync(db, FeedbackWorld.Today, default)));
        Assert.Equal(1, await retailer.ReadAsync(db => ReadScans.DueAsync(db, FeedbackWorld.Today.AddMonths(6), default)));
        Assert.Equal(OutcomeKind.Forbidden, (await retailer.Get<StartScan>().RunAsync(FeedbackWorld.Chantal with { Permissions = new HashSet<Permission> { Permission.ViewFeedback } }, new StartScanRequest(ScanChannel.Stores, FeedbackWorld.Today, null, 0), default)).Kind);
        await retailer.CheckAsync();
    }

    [Fact]
    public async Task Evidence_is_a_picture_by_its_bytes_or_a_safe_address()
    {
        await using var retailer = await FeedbackWorld.NewAsync(Engines.Sqlite);
        var id = (await retailer.Get<StartScan>().RunAsync(retailer.Anna, new StartScanRequest(ScanChannel.Email, FeedbackWorld.Today, null, 0), default)).Must();
        var item = (await retailer.Get<ShowScan>().RunAsync(retailer.Anna, id, default)).Must().Items[0];
        var save = retailer.Get<SaveScanPicture>();
        Assert.Equal(OutcomeKind.Invalid, (await save.RunAsync(retailer.Anna, item.Id, "<svg onload=alert(1)>"u8.ToArray(), default)).Kind);
        Assert.Equal(OutcomeKind.Invalid, (await save.RunAsync(retailer.Anna, item.Id, [.. Png, .. new byte[SaveScanPicture.Limit]], default)).Kind);
        (await save.RunAsync(retailer.Anna, item.Id, Png, default)).Must();
        Assert.Equal("image/png", (await retailer.Get<ShowScanPicture>().RunAsync(retailer.Anna, item.Id, default)).Must().Type);
        Assert.Equal(OutcomeKind.Forbidden, (await retailer.Get<ShowScanPicture>().RunAsync(retailer.Anna with { Permissions = new HashSet<Permission>() }, item.Id, default)).Kind);
        foreach (var link in new[] { "javascript:alert(1)", "http://x.example", "//x.example" })
        {
            Assert.Equal(OutcomeKind.Invalid, (await retailer.Get<SaveScanItem>().RunAsync(retailer.Anna, new SaveScanItemRequest(item.Id, 1, false, "", link, item.Version), default)).Kind);
        }

        (await retailer.Get<SaveScanItem>().RunAsync(retailer.Anna, new SaveScanItemRequest(item.Id, 1, false, "", "https://x.example/", item.Version), default)).Must();
    }

    private static Task<Outcome<Nothing>> FinishAsync(Retailer retailer, ScanDetail scan) => retailer.Get<FinishScan>().RunAsync(retailer.Anna, new FinishScanRequest(scan.Row.Id, true, "", scan.OwnerId, scan.RepeatMonths, scan.Version), default);
}
