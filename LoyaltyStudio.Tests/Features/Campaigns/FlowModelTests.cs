using System.Globalization;
using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Features.Campaigns.Running;
using LoyaltyStudio.Features.Feedback.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Features.Messaging.Model;
using LoyaltyStudio.Features.Points.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Campaigns;

/// <summary>
/// Random flows over random weeks: a plain interpreter, member by member and day by day, comes to the same contacts, ways and control groups as the run in sets. Every few days the run is done twice.
/// </summary>
public sealed class FlowModelTests
{
    private const int Members = 24, Days = 22;

    private static int Seeds => int.TryParse(Environment.GetEnvironmentVariable("LOYALTYSTUDIO_TEST_SEEDS"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var seeds) ? seeds : 5;

    [Fact]
    public Task Any_flow_does_what_a_plain_interpreter_does_on_sqlite() => CompareAsync(Engines.Sqlite);

    [Fact]
    public Task Any_flow_does_what_a_plain_interpreter_does_on_postgresql() => CompareAsync(Engines.PostgreSql);

    private static async Task CompareAsync(string engine)
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine), new FakeClock(new DateTime(2026, 3, 2, 9, 0, 0)));
            await OneAsync(retailer, seed);
        }
    }

    private static async Task OneAsync(Retailer retailer, int seed)
    {
        var random = new Random(seed);
        var world = new NaiveFlows(Enumerable.Range(1, Members).Select(id => Fixtures.Member(retailer.Clock, id, consent: random.Next(5) > 0)).ToList());
        world.Members.ForEach(m =>
        {
            m.Email = random.Next(12) == 0 ? null : m.Email;
            m.Index();
        });
        await retailer.Data.WriteAsync(async db =>
        {
            db.AddRange(world.Members);
            db.Add(new ContactSetting { MostPerDay = 1, MostPerWeek = 3, MailsPerDay = 1, MailsPerWeek = 2 });
            await db.SaveChangesAsync();
        }, default);
        for (var i = 0; i < 3; i++)
        {
            var purpose = random.Next(5) == 0 ? CampaignPurpose.Service : CampaignPurpose.Promotion;
            var draft = new CampaignDraft
            {
                Name = $"C{i}", Salt = $"seed {seed} {i}", Flow = new FlowDefinition(FlowTrigger.Daily, new RandomFlow(random).Steps()), HoldoutPercent = purpose == CampaignPurpose.Service ? 0 : random.Next(3) * 15, CoolDownDays = random.Next(3) * 3,
                Priority = random.Next(3) * 10, Exclusive = random.Next(4) == 0, Purpose = purpose, ReEntryDays = random.Next(3) == 0 ? random.Next(4, 9) : null,
            };
            var id = (await retailer.Get<SaveCampaign>().RunAsync(retailer.Anna, draft, default)).Must();
            (await retailer.Get<MoveCampaign>().RunAsync(retailer.Anna, id, CampaignStep.Start, default)).Must();
            world.Campaigns.Add((id, draft));
        }

        var messages = 0;
        for (var day = 0; day < Days; day++)
        {
            var today = DateOnly.FromDateTime(retailer.Clock.Now);
            await LiveAsync(retailer, world, random);
            (await retailer.Get<RunCampaigns>().RunAsync(Actor.Job("test"), today, null, default)).Must();
            world.Run(today, retailer.Clock.Now);
            if (day % 4 == 0)
            {
                world.Run(today, retailer.Clock.Now);
                (await retailer.Get<RunCampaigns>().RunAsync(Actor.Job("test"), today, null, default)).Must();
            }

            var (contacts, ways, places) = await StateAsync(retailer);
            Assert.True(world.Contacts.Order().SequenceEqual(contacts), $"Seed {seed}, day {day}: {Difference(world.Contacts, contacts)}");
            Assert.True(world.Ways().Order().SequenceEqual(ways), $"Seed {seed}, day {day}: {Difference(world.Ways(), ways)}");
            Assert.Equal(world.Places().Order(), places);
            messages = contacts.Count(c => c.Contains("message Queued", StringComparison.Ordinal));
            retailer.Clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.True(messages > 5, $"Seed {seed}: hardly anybody was written to.");
        Assert.Equal(messages, await retailer.ReadAsync(db => db.Set<OutboxMessage>().CountAsync()) + await retailer.ReadAsync(db => db.Set<Placement>().CountAsync()));
        Assert.Equal(world.Gifts, await retailer.ReadAsync(db => db.Set<LedgerEntry>().SumAsync(e => e.Points)));
    }

    private static string Difference(IEnumerable<string> expected, IReadOnlyList<string> found) =>
        $"missing [{string.Join("; ", expected.Except(found).Take(4))}], too much [{string.Join("; ", found.Except(expected).Take(4))}]";

    /// <summary>What happens to members before the run of a day.</summary>
    private static Task LiveAsync(Retailer retailer, NaiveFlows world, Random random) => retailer.Data.WriteAsync(async db =>
    {
        foreach (var known in world.Members)
        {
            var member = await db.Set<Member>().AsTracking().FirstAsync(m => m.Id == known.Id);
            if (random.Next(12) == 0)
            {
                member.EmailConsent = known.EmailConsent = !known.EmailConsent;
            }

            if (random.Next(150) == 0)
            {
                member.Status = known.Status = MemberStatus.Cancelled;
            }

            if (random.Next(9) == 0)
            {
                var purchase = CampaignResultsTests.Bought(known.Id, DateOnly.FromDateTime(retailer.Clock.Now));
                purchase.OccurredAt = retailer.Clock.Now.AddHours(-2);
                world.Bought[known.Id] = purchase.OccurredAt;
                db.Add(purchase);
            }

            if (world.Complaining.Contains(known.Id) ? random.Next(3) == 0 : random.Next(20) == 0)
            {
                if (world.Complaining.Remove(known.Id))
                {
                    await db.Set<Complaint>().Where(c => c.MemberId == known.Id).ExecuteUpdateAsync(s => s.SetProperty(c => c.State, ComplaintState.Answered));
                }
                else
                {
                    world.Complaining.Add(known.Id);
                    db.Add(new Complaint { MemberId = known.Id, Subject = "Laat", Body = "Te laat.", OpenedOn = DateOnly.FromDateTime(retailer.Clock.Now), OpenedAt = retailer.Clock.Now, DueOn = DateOnly.FromDateTime(retailer.Clock.Now) });
                }
            }
        }

        await db.SaveChangesAsync();
    }, default);

    private static Task<(List<string> Contacts, List<string> Ways, List<string> Places)> StateAsync(Retailer retailer) => retailer.ReadAsync(async db =>
    {
        List<string> contacts = (await db.Set<CampaignContact>().ToListAsync()).ConvertAll(c => NaiveFlows.Line(c.CampaignId, c.MemberId, c.EnteredOn, c.Step, c.Kind, c.Outcome, c.Reason, c.Variant, c.On)),
            ways = (await db.Set<Journey>().ToListAsync()).ConvertAll(j => NaiveFlows.Way(j.CampaignId, j.MemberId, j.EnteredOn, j.State, j.Step, j.Reason)),
            places = (await db.Set<CampaignMember>().ToListAsync()).ConvertAll(m => NaiveFlows.Place(m.CampaignId, m.MemberId, m.Group));
        contacts.Sort(StringComparer.CurrentCulture);
        ways.Sort(StringComparer.CurrentCulture);
        places.Sort(StringComparer.CurrentCulture);
        return (contacts, ways, places);
    });
}
