using System.Globalization;
using LoyaltyStudio.Features.Segments;
using LoyaltyStudio.Features.Segments.Asking;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Segments.Model;
using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Features.Segments;

/// <summary>Compiled segments answer what a naive evaluation member by member answers, for any definition, on both databases.</summary>
public sealed class SegmentPropertyTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    private static int Seeds => int.TryParse(Environment.GetEnvironmentVariable("LOYALTYSTUDIO_TEST_SEEDS"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var seeds) ? seeds : 12;

    [Fact]
    public Task Any_definition_answers_what_a_naive_evaluation_answers_on_sqlite() => CompareAsync(Engines.Sqlite);

    [Fact]
    public Task Any_definition_answers_what_a_naive_evaluation_answers_on_postgresql() => CompareAsync(Engines.PostgreSql);

    private static async Task CompareAsync(string engine)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(SegmentWorld.Today.ToDateTime(new TimeOnly(12, 0))));
        var wrong = new List<string>();
        var asked = 0;
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var world = new SegmentWorld(seed).Fill();
            var catalogue = new SegmentCatalogue(retailer.All<ISegmentFields>());
            var inner = new RandomDefinitions(seed * 31, catalogue, []).Tree();
            var list = world.People.Where((_, i) => (i * 7) % 3 == seed % 3).Select(m => m.Id).ToHashSet();
            await retailer.Data.WriteAsync(async db =>
            {
                await world.WriteAsync(db, Ct);
                await WriteSegmentsAsync(db, inner, list);
            }, Ct);
            var naive = new NaiveSegments(world, catalogue, new Dictionary<long, (SegmentNode, HashSet<long>?)> { [1] = (inner, null), [2] = (SegmentNode.All(), list) });
            var query = new SegmentQuery(retailer.Data, catalogue);
            var definitions = new RandomDefinitions(seed, catalogue, [1, 2]);
            var roots = Enumerable.Range(0, definitions.Turns).Select(t => SegmentNode.All(definitions.Every(t))).Concat(Enumerable.Range(0, 60).Select(_ => definitions.Tree()));
            foreach (var root in roots)
            {
                var definition = SegmentDefinition.Parse(new SegmentDefinition(root).ToJson());
                Assert.DoesNotContain(SegmentRules.Check(definition, catalogue), e => !e.Message.Contains("At least 0", StringComparison.Ordinal));
                var expected = naive.MembersOf(root);
                var found = (await query.MembersOfAsync(definition, SegmentWorld.Today, Ct)).ToList();
                asked++;
                if (!expected.SequenceEqual(found))
                {
                    wrong.Add($"seed {seed}: {definition.ToJson()}\n  too many: {string.Join(' ', found.Except(expected).Take(8))}; missing: {string.Join(' ', expected.Except(found).Take(8))}");
                }
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {asked} differ:\n{string.Join('\n', wrong.Take(5))}");
    }

    private static async Task WriteSegmentsAsync(LoyaltyStudio.Data.StudioDb db, SegmentNode inner, HashSet<long> list)
    {
        await using (var clear = db.Command("DELETE FROM segment_member"))
        {
            await clear.ExecuteNonQueryAsync(Ct);
        }

        await using (var clear = db.Command("DELETE FROM segment"))
        {
            await clear.ExecuteNonQueryAsync(Ct);
        }

        db.Add(new Segment { Id = 1, Code = "a", Name = "A", Definition = new SegmentDefinition(inner).ToJson(), Author = "t" });
        db.Add(new Segment { Id = 2, Code = "b", Name = "B", Type = SegmentType.Fixed, Author = "t" });
        db.AddRange(list.Select(id => new SegmentMember { SegmentId = 2, MemberId = id, Since = SegmentWorld.Today }));
        await db.SaveChangesAsync(Ct);
    }
}
