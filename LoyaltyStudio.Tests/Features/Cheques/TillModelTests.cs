using LoyaltyStudio.Features.Cheques.Issuing;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Cheques.Redeeming;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Tests.Features.Cheques;

/// <summary>Random life of cheques at tills beside a small model of the rules: every answer and every open value is compared, and all checks of the product hold.</summary>
public sealed class TillModelTests
{
    private const int Steps = 160;
    private static readonly Actor Till = Retailer.Person(50, "till");
    private static readonly Actor Night = Actor.Job("expire-cheques");

    [Theory]
    [InlineData(Engines.Sqlite, 1, 4)]
    [InlineData(Engines.PostgreSql, 5, 2)]
    public async Task Whatever_happens_the_tills_are_answered_by_the_rules(string engine, int first, int seeds)
    {
        var last = int.TryParse(Environment.GetEnvironmentVariable("LOYALTYSTUDIO_TEST_SEEDS"), System.Globalization.CultureInfo.InvariantCulture, out var more) ? more : first + seeds - 1;
        for (var seed = first; seed <= last; seed++)
        {
            await LiveAsync(engine, seed);
        }
    }

    private static async Task LiveAsync(string engine, int seed)
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.OnAsync(engine));
        var life = await Life.StartAsync(retailer, seed);
        var story = new List<string>();
        for (var step = 0; step < Steps; step++)
        {
            var (told, expected, got) = await life.StepAsync();
            story.Add($"{step} {told} → {got}");
            Assert.True(expected == got, $"seed {seed}: expected {expected}\n{string.Join("\n", story.TakeLast(15))}");
            await life.CompareAsync($"seed {seed}\n{string.Join("\n", story.TakeLast(15))}");
            if (step % 40 == 39)
            {
                await retailer.CheckAsync($"seed {seed}, step {step}");
            }
        }
    }

    private sealed class Life(Retailer retailer, Random random, List<TillModel> models, List<List<string>> codes, long firstCheque)
    {
        private readonly List<List<long>> holds = [.. models.Select(_ => new List<long>())];
        private readonly List<List<long>> uses = [.. models.Select(_ => new List<long>())];

        internal static async Task<Life> StartAsync(Retailer retailer, int seed)
        {
            long[] cents = [500, 1000, 2500];
            var printed = await retailer.IssueAsync(cents);
            var first = await retailer.ChequeAsync();
            return new Life(retailer, new Random(seed), [.. cents.Select(c => new TillModel(c, first.ValidUntil))], [.. printed.Select(c => new List<string> { c })], first.Id);
        }

        private DateTime Now => retailer.Clock.Now;

        private DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(Now, TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam")));

        internal async Task<(string Told, string Expected, string Got)> StepAsync()
        {
            var i = random.Next(models.Count);
            var (model, code) = (models[i], random.Next(models[i].Codes));
            var receipt = $"r{random.Next(12)}";
            long? cents = random.Next(3) == 0 ? null : random.Next(1, 7) * 100;
            switch (random.Next(12))
            {
                case 0:
                    return ($"look {i}", model.Look(code, Now, Today), Say(await retailer.Get<LookUpCode>().RunAsync(Till, new(codes[i][code], null), default), f => $"{f.State} {f.LeftCents}"));
                case < 3:
                    var minutes = random.Next(4) == 0 ? 1440 : 15;
                    return ($"reserve {i} {receipt} {cents}", model.Reserve(code, receipt, cents, minutes, Now, Today),
                        Say(await retailer.Get<ReserveCode>().RunAsync(Till, new(codes[i][code], receipt, cents, null, minutes), default), r => $"held {Place(holds[i], r.ReservationId)} {r.AmountCents} {r.Until:u}"));
                case 3 when holds[i].Count > 0:
                    var free = random.Next(holds[i].Count);
                    return ($"release {i} {free}", model.Release(free, Now), Say(await retailer.Get<ReleaseReservation>().RunAsync(Till, holds[i][free], default), r => r.State));
                case < 6:
                    return ($"redeem {i} {receipt} {cents}", model.Redeem(code, receipt, cents, Now, Today),
                        Say(await retailer.Get<RedeemCode>().RunAsync(Till, new(codes[i][code], receipt, cents, null), default), r => Used(i, r)));
                case 6 when holds[i].Count > 0:
                    var held = random.Next(holds[i].Count);
                    receipt = random.Next(3) == 0 ? receipt : await retailer.ReadAsync(db => db.Set<ChequeReservation>().Where(r => r.Id == holds[i][held]).Select(r => r.ReceiptId).SingleAsync());
                    return ($"redeem reservation {i} {held} {receipt} {cents}", model.RedeemHeld(held, receipt, cents, Now, Today),
                        Say(await retailer.Get<RedeemCode>().RunAsync(Till, new(null, receipt, cents, null, holds[i][held]), default), r => Used(i, r)));
                case < 8 when uses[i].Count > 0:
                    return await ReverseAsync(i, random.Next(uses[i].Count));
                case 8:
                    await NightAsync(expire: random.Next(2) == 0);
                    return ("night", "", "");
                default:
                    retailer.Clock.Advance(random.Next(5) switch { 0 => TimeSpan.FromDays(random.Next(5, 60)), 1 => TimeSpan.FromHours(random.Next(1, 30)), _ => TimeSpan.FromMinutes(random.Next(1, 16)) });
                    return ($"clock {Now:u}", "", "");
            }
        }

        internal async Task CompareAsync(string about)
        {
            var open = await retailer.ReadAsync(db => db.Set<Cheque>().OrderBy(c => c.Id).Select(c => c.FaceCents - c.RedeemedCents - c.EndedCents).ToListAsync());
            var days = await retailer.ReadAsync(db => db.Set<Cheque>().OrderBy(c => c.Id).Select(c => c.ValidUntil).ToListAsync());
            Assert.True(open.SequenceEqual(models.Select(m => m.Open)) && days.SequenceEqual(models.Select(m => m.ValidUntil)), $"{string.Join(", ", open)} instead of {string.Join(", ", models.Select(m => m.Open))}, {about}");
        }

        private async Task<(string Told, string Expected, string Got)> ReverseAsync(int i, int use)
        {
            var expected = models[i].Reverse(use, Now, Today);
            var got = Say(await retailer.Get<ReverseRedemption>().RunAsync(Till, new(uses[i][use], "terug"), default), r => $"undone {r.AmountCents}");
            if (models[i].Codes > codes[i].Count)
            {
                codes[i].Add(await retailer.CodeOfAsync(firstCheque + i));
            }

            return ($"reverse {i} {use}", expected, got);
        }

        private async Task NightAsync(bool expire)
        {
            if (expire)
            {
                (await retailer.Get<ExpireCheques>().RunAsync(Night, Today, default)).Must();
                models.ForEach(m => m.Expire(Now, Today));
            }

            (await retailer.Get<LapseReservations>().RunAsync(Night, default)).Must();
        }

        private string Used(int i, RedeemedCode used)
        {
            Place(uses[i], used.RedemptionId);
            return $"used {used.AmountCents} {used.LeftCents}";
        }

        private static int Place(List<long> ids, long id)
        {
            if (!ids.Contains(id))
            {
                ids.Add(id);
            }

            return ids.IndexOf(id);
        }

        private static string Say<T>(Outcome<T> outcome, Func<T, string> done) => outcome.IsDone ? done(outcome.Value!) : outcome.Code;
    }
}
