using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace LoyaltyStudio.Data.Migrations.Sqlite;

/// <summary>What the model cannot say: the search index over members, and triggers that keep append-only tables as they were written.</summary>
[DbContext(typeof(SqliteStudioDb))]
[Migration("20261121000002_Guards")]
internal sealed class Guards : Migration
{
    private static readonly string[] AppendOnly =
        ["ledger_entry", "lot_movement", "consent_record", "audit_entry", "return_match", "tier_change", "campaign_member", "member_event"];

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        // Members are found by the beginnings of their words.
        migrationBuilder.Sql("CREATE VIRTUAL TABLE member_search USING fts5(search_text, content='member', content_rowid='id', prefix='2 3')");
        migrationBuilder.Sql("CREATE TRIGGER member_search_add AFTER INSERT ON member BEGIN INSERT INTO member_search(rowid, search_text) VALUES (new.id, new.search_text); END");
        migrationBuilder.Sql("""
            CREATE TRIGGER member_search_change AFTER UPDATE OF search_text ON member BEGIN
              INSERT INTO member_search(member_search, rowid, search_text) VALUES ('delete', old.id, old.search_text);
              INSERT INTO member_search(rowid, search_text) VALUES (new.id, new.search_text);
            END
            """);
        foreach (var table in AppendOnly)
        {
            migrationBuilder.Sql($"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END");
            migrationBuilder.Sql($"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END");
        }
    }
}
