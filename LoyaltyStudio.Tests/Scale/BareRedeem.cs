using System.Data.Common;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Tests.Support;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace LoyaltyStudio.Tests.Scale;

/// <summary>One redemption with nothing but the database: find, guarded update, redemption, line of the book, line of the trail, commit. SQLite with synchronous=FULL on one connection, PostgreSQL on eight.</summary>
internal sealed class BareRedeem : IAsyncDisposable
{
    private readonly CodeVault vault;
    private readonly Stack<DbConnection> free;
    private readonly SemaphoreSlim turns;
    private readonly bool sqlite;

    private BareRedeem(CodeVault vault, List<DbConnection> connections, bool sqlite)
    {
        this.vault = vault;
        this.sqlite = sqlite;
        free = new Stack<DbConnection>(connections);
        turns = new SemaphoreSlim(connections.Count);
    }

    internal static async Task<BareRedeem> OpenAsync(string engine, TestDatabase database, CodeVault vault)
    {
        var sqlite = engine == Engines.Sqlite;
        var text = database.Settings["LoyaltyStudio:Database:ConnectionString"]!;
        List<DbConnection> connections = [];
        for (var i = 0; i < (sqlite ? 1 : 8); i++)
        {
            DbConnection connection = sqlite ? new SqliteConnection(text) : new NpgsqlConnection(text);
            await connection.OpenAsync();
            if (sqlite)
            {
                await RunAsync(connection, null, "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA busy_timeout=30000");
            }

            connections.Add(connection);
        }

        return new BareRedeem(vault, connections, sqlite);
    }

    internal async Task RedeemAsync(string code, string receipt)
    {
        await turns.WaitAsync();
        DbConnection connection;
        lock (free)
        {
            connection = free.Pop();
        }

        try
        {
            await using var transaction = sqlite ? ((SqliteConnection)connection).BeginTransaction(deferred: false) : await connection.BeginTransactionAsync();
            await RedeemAsync(connection, transaction, vault.Hash(code), receipt);
            await transaction.CommitAsync();
        }
        finally
        {
            lock (free)
            {
                free.Push(connection);
            }

            turns.Release();
        }
    }

    private static async Task RedeemAsync(DbConnection connection, DbTransaction transaction, byte[] hash, string receipt)
    {
        var cheque = (long)(await ValueAsync(connection, transaction, "SELECT id FROM cheque WHERE code_hash = @a", hash))!;
        if (await RunAsync(connection, transaction, "UPDATE cheque SET redeemed_cents = 1000, state = 'Redeemed' WHERE id = @a AND state = 'Issued' AND valid_until >= CURRENT_DATE", cheque) != 1)
        {
            throw new InvalidOperationException("The cheque is not there to be used.");
        }

        var redemption = (long)(await ValueAsync(connection, transaction,
            "INSERT INTO redemption (code_kind, code_id, member_id, receipt_id, amount_cents, left_cents, actor, at, business_date) VALUES ('cheque', @a, @a, @b, 1000, 0, 'bare', CURRENT_TIMESTAMP, CURRENT_DATE) RETURNING id", cheque, receipt))!;
        await RunAsync(connection, transaction,
            "INSERT INTO cheque_entry (cheque_id, run_id, kind, cents, business_date, recorded_at, actor, redemption_id) VALUES (@a, 1, 'Redeemed', -1000, CURRENT_DATE, CURRENT_TIMESTAMP, 'bare', @b)", cheque, redemption);
        await RunAsync(connection, transaction,
            "INSERT INTO audit_entry (id, at, actor, action, subject, details, hash) VALUES (1000000000 + @a, CURRENT_TIMESTAMP, 'bare', 'cheque.redeemed', 'redemption', @b, 'bare')", redemption, receipt);
    }

    private static async Task<object?> ValueAsync(DbConnection connection, DbTransaction transaction, string sql, params object[] values)
    {
        await using var command = Command(connection, transaction, sql, values);
        return await command.ExecuteScalarAsync();
    }

    private static async Task<int> RunAsync(DbConnection connection, DbTransaction? transaction, string sql, params object[] values)
    {
        await using var command = Command(connection, transaction, sql, values);
        return await command.ExecuteNonQueryAsync();
    }

    private static DbCommand Command(DbConnection connection, DbTransaction? transaction, string sql, object[] values)
    {
        var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction);
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (i == 0 ? "a" : "b", values[i]);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in free)
        {
            await connection.DisposeAsync();
        }

        turns.Dispose();
    }
}
