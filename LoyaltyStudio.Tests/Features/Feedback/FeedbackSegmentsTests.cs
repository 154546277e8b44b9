using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Segments;
using LoyaltyStudio.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyStudio.Tests.Features.Feedback;

/// <summary>What segments may ask of feedback is a statement that both databases understand.</summary>
public sealed class FeedbackSegmentsTests
{
    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task Every_field_and_event_can_be_read(string engine)
    {
        await using var retailer = await FeedbackWorld.NewAsync(engine);
        var own = retailer.Get<IEnumerable<ISegmentFields>>().Single(f => f.GetType().Namespace == "LoyaltyStudio.Features.Feedback");
        await using var db = retailer.Data.Read();
        foreach (var sql in own.Fields.Select(f => $"SELECT f.{f.Member}, {f.Value} FROM {f.From} f").Concat(own.Events.SelectMany(e => e.Details.Select(d => d.Value).Append("1").Select(v => $"SELECT {e.Member}, {e.On}, {v} FROM {e.From} e"))))
        {
            await using var command = db.Command(sql);
            await using var reader = await command.ExecuteReaderAsync();
            Assert.False(await reader.ReadAsync());
        }
    }
}
