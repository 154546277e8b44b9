using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Features.Members.Model;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Api;
using LoyaltyStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace LoyaltyStudio.Tests.Features.Cheques;

/// <summary>Cheques at the till over real HTTP, on both databases.</summary>
public sealed class TillHttpTests
{
    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_cheque_is_looked_up_reserved_used_and_given_back_and_every_repeat_gets_the_same_answer(string engine)
    {
        await using var api = await HttpApi.OnAsync(engine);
        var (code, card) = await ChequeAsync(api, 1000);
        var look = (await api.PostAsync("codes/lookup", new { code, terminal = "till-1" }, api.Till)).Ok().Json;
        Assert.Equal(("cheque", "issued", 1000, card), (Text(look, "kind"), Text(look, "state"), look.GetProperty("left_cents").GetInt64(), Text(look, "member")));
        Assert.DoesNotContain("Sanne", look.ToString(), StringComparison.Ordinal);

        var reserve = new { code, receipt_id = "bon-1", amount_cents = 600, minutes = 30 };
        var held = (await api.PostAsync("reservations", reserve, api.Till, "key-r")).Ok();
        Assert.Equal(held.Text, (await api.PostAsync("reservations", reserve, api.Till, "key-r")).Ok().Text);
        Assert.Equal(held.Text, (await api.PostAsync("reservations", reserve, api.Till)).Ok().Text);
        (await api.PostAsync("redemptions", new { code, receipt_id = "bon-2" }, api.Shop)).Refused(409, "reserved");
        var id = held.Json.GetProperty("reservation_id").GetInt64();

        var redeem = new { reservation_id = id, receipt_id = "bon-1" };
        var used = (await api.PostAsync("redemptions", redeem, api.Till, "bon-1")).Ok();
        Assert.Equal((600, 400), (used.Json.GetProperty("amount_cents").GetInt32(), used.Json.GetProperty("left_cents").GetInt32()));
        Assert.Equal((used.Text, true), (await api.PostAsync("redemptions", redeem, api.Till, "bon-1")).Ok() is var again ? (again.Text, again.Replayed) : default);
        Assert.Equal(used.Text, (await api.PostAsync("redemptions", redeem, api.Till)).Ok().Text);
        Assert.Equal(used.Text, (await api.PostAsync("redemptions", new { code, receipt_id = "bon-1" }, api.Till)).Ok().Text);
        (await api.PostAsync("redemptions", new { code, receipt_id = "bon-1", amount_cents = 100 }, api.Till)).Refused(409, "receipt_differs");
        (await api.PostAsync("redemptions", new { code, reservation_id = id, receipt_id = "bon-1" }, api.Till)).Refused(400, "invalid");
        (await api.PostAsync($"reservations/{id}/release", new { }, api.Till)).Refused(409, "already_redeemed");

        var redemption = used.Json.GetProperty("redemption_id").GetInt64();
        var list = (await api.CallAsync(api.Shop, HttpMethod.Get, "/api/v1/redemptions?receipt_id=bon-1")).Ok().Json.GetProperty("redemptions");
        Assert.Equal((redemption, code[^4..]), (list[0].GetProperty("redemption_id").GetInt64(), Text(list[0], "ends_in")));
        var undo = (await api.PostAsync($"redemptions/{redemption}/reverse", new { reason = "Retour", receipt_id = "bon-1" }, api.Till)).Ok();
        Assert.Equal((600, 1000, false), (undo.Json.GetProperty("amount_cents").GetInt32(), undo.Json.GetProperty("left_cents").GetInt32(), undo.Json.GetProperty("new_code").GetBoolean()));
        Assert.Equal(undo.Text, (await api.PostAsync($"redemptions/{redemption}/reverse", new { reason = "Retour", receipt_id = "bon-1" }, api.Till)).Ok().Text);
        (await api.PostAsync("redemptions", new { code, receipt_id = "bon-1" }, api.Till)).Refused(409, "reversed");
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task A_key_of_one_store_neither_sees_nor_undoes_what_another_store_did(string engine)
    {
        await using var api = await HttpApi.OnAsync(engine);
        var (code, _) = await ChequeAsync(api, 1000);
        var used = (await api.PostAsync("redemptions", new { code, receipt_id = "z-1", amount_cents = 100, store = "zwolle" })).Ok().Json.GetProperty("redemption_id").GetInt64();
        var held = (await api.PostAsync("reservations", new { code, receipt_id = "z-2", store = "zwolle" })).Ok().Json.GetProperty("reservation_id").GetInt64();

        Assert.Equal(0, (await api.CallAsync(api.Till, HttpMethod.Get, "/api/v1/redemptions?receipt_id=z-1")).Ok().Json.GetProperty("redemptions").GetArrayLength());
        (await api.PostAsync($"redemptions/{used}/reverse", new { reason = "x" }, api.Till)).Refused(404, "redemption_unknown");
        (await api.PostAsync($"reservations/{held}/release", new { }, api.Till)).Refused(404, "reservation_unknown");
        (await api.PostAsync("redemptions", new { reservation_id = held, receipt_id = "z-2" }, api.Till)).Refused(404, "reservation_unknown");
        (await api.PostAsync("codes/lookup", new { code, store = "zwolle" }, api.Till)).Refused(403, "forbidden");
        (await api.PostAsync("codes/lookup", new { code }, api.Reader)).Refused(403, "forbidden");
    }

    [Fact]
    public async Task Guesses_are_stopped_with_the_time_to_wait_and_leave_reservations_and_other_tills_alone()
    {
        await using var api = await HttpApi.OnAsync(Engines.Sqlite);
        var (code, _) = await ChequeAsync(api, 1000);
        var held = (await api.PostAsync("reservations", new { code, receipt_id = "r", terminal = "a" }, api.Till)).Ok().Json.GetProperty("reservation_id").GetInt64();
        for (var i = 0; i < 5; i++)
        {
            (await api.PostAsync(i % 2 == 0 ? "codes/lookup" : "redemptions", i % 2 == 0 ? new { code = CodeText.New(), terminal = "a" } : new { code = CodeText.New(), receipt_id = "x", terminal = "a" }, api.Till)).Refused(404, "unknown_code");
        }

        var stopped = (await api.PostAsync("codes/lookup", new { code, terminal = "a" }, api.Till)).Refused(429, "too_many_wrong_codes");
        Assert.InRange(stopped.RetryAfter ?? 0, 500, 600);
        (await api.PostAsync("reservations", new { code, receipt_id = "r", terminal = "a" }, api.Till)).Refused(429, "too_many_wrong_codes");
        (await api.PostAsync("codes/lookup", new { code, terminal = "b" }, api.Till)).Ok();
        (await api.PostAsync("redemptions", new { reservation_id = held, receipt_id = "r", terminal = "a" }, api.Till)).Ok();
    }

    [Theory]
    [InlineData(Engines.Sqlite)]
    [InlineData(Engines.PostgreSql)]
    public async Task No_code_stands_in_any_log_line_trace_address_statement_or_column(string engine)
    {
        var seen = new ConcurrentQueue<string>();
        using var statements = DiagnosticListener.AllListeners.Subscribe(new EachListener(seen));
        using var traces = new ActivityListener
        {
            ShouldListenTo = _ => true, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a => seen.Enqueue($"{a.DisplayName} {string.Join(' ', a.TagObjects.Select(t => $"{t.Key}={t.Value}"))}"),
        };
        ActivitySource.AddActivityListener(traces);
        await using var api = await HttpApi.OnAsync(engine);
        var (code, _) = await ChequeAsync(api, 1000);
        var unknown = CodeText.Print(CodeText.New());

        (await api.PostAsync("codes/lookup", new { code })).Ok();
        (await api.PostAsync("codes/lookup", new { code = unknown })).Refused(404, "unknown_code");
        (await api.PostAsync("codes/lookup", new { code = code + "X" })).Refused(404, "unknown_code");
        (await api.PostAsync("reservations", new { code, receipt_id = "l-1" }, idempotencyKey: "l-1")).Ok();
        (await api.PostAsync("redemptions", new { code, receipt_id = "l-2" }, idempotencyKey: "l-2")).Refused(409, "reserved");
        (await api.PostAsync("redemptions", new { code, receipt_id = code })).Refused(400, "invalid");
        var used = (await api.PostAsync("redemptions", new { code, receipt_id = "l-1", amount_cents = 300 }, idempotencyKey: "l-3")).Ok().Json.GetProperty("redemption_id").GetInt64();
        (await api.PostAsync($"redemptions/{used}/reverse", new { reason = "Retour" })).Ok();
        (await api.CallAsync(api.Shop, HttpMethod.Post, "/api/v1/redemptions", $$"""{ "code": "{{code}}", "receipt_id": 12 }""")).Refused(400, "invalid");

        var all = api.Log.Concat(seen).Concat(await ColumnsAsync(api.Data)).ToList();
        Assert.True(api.Log.Count > 20 && seen.Count > 50, "Nothing was captured.");
        Assert.Contains(seen, s => s.Contains("UPDATE", StringComparison.Ordinal));
        foreach (var secret in new[] { code, unknown, CodeText.Normalise(code)!, CodeText.Normalise(unknown)! })
        {
            Assert.DoesNotContain(all, l => l.Contains(secret, StringComparison.OrdinalIgnoreCase));
        }
    }

    /// <summary>Everything that any table holds, as text.</summary>
    private static async Task<List<string>> ColumnsAsync(StudioData data)
    {
        await using var db = data.Read();
        List<string> texts = [];
        foreach (var table in db.Model.GetEntityTypes().Select(t => t.GetTableName()).Where(t => t is not null).Distinct())
        {
            await using var command = db.Command($"SELECT * FROM {table}");
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                for (var i = 0; i < reader.FieldCount; i++)
                {
                    texts.Add(TextOf(reader.GetValue(i)));
                }
            }
        }

        return texts;
    }

    private static string TextOf(object? value) => value is byte[] bytes ? Encoding.ASCII.GetString(bytes) : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "";

    /// <summary>A cheque of a member with a run, entry and booking around it as far as the till looks at them.</summary>
    private static async Task<(string Code, string Card)> ChequeAsync(HttpApi api, long cents)
    {
        var card = await api.MemberAsync("CHEQUE");
        var (code, stored) = api.Get<CodeVault>().New();
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var today = DateOnly.FromDateTime(now);
        await api.Data.WriteAsync(async db =>
        {
            var run = new ChequeRun { Scheme = "main", Period = "2025-Q4", PreparedBy = "test", PreparedAt = now, RecordedUntil = now };
            db.Add(run);
            await db.SaveChangesAsync();
            var cheque = new Cheque
            {
                RunId = run.Id, MemberId = await db.Set<Member>().Where(m => m.ExternalId == "CHEQUE").Select(m => m.Id).SingleAsync(), CodeHash = stored.Hash, CodeSealed = stored.Sealed,
                LastFour = stored.LastFour, FaceCents = cents, IssuedOn = today, ValidUntil = today.AddDays(30),
            };
            db.Add(cheque);
            await db.SaveChangesAsync();
            db.Add(new ChequeEntry { ChequeId = cheque.Id, RunId = run.Id, Kind = ChequeEntryKind.Issued, Cents = cents, BusinessDate = today, RecordedAt = now, Actor = "test" });
            await db.SaveChangesAsync();
        }, default);
        return (CodeText.Print(code), card);
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    /// <summary>Listens to everything that the libraries tell about themselves: statements with their values, requests.</summary>
    private sealed class EachListener(ConcurrentQueue<string> seen) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(DiagnosticListener value) => value.Subscribe(this);

        public void OnNext(KeyValuePair<string, object?> value) => seen.Enqueue(value.Value switch
        {
            CommandEventData c => $"{c.Command.CommandText} {string.Join(' ', c.Command.Parameters.Cast<System.Data.Common.DbParameter>().Select(p => TextOf(p.Value)))}",
            var other => $"{value.Key} {other}",
        });

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
