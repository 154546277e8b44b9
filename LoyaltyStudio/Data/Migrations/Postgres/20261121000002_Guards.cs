using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace LoyaltyStudio.Data.Migrations.Postgres;

/// <summary>What the model cannot say: the search index over members, and triggers that keep append-only tables as they were written.</summary>
[DbContext(typeof(PostgresStudioDb))]
[Migration("20261121000002_Guards")]
internal sealed class Guards : Migration
{
    private static readonly string[] AppendOnly =
        ["ledger_entry", "lot_movement", "consent_record", "audit_entry", "return_match", "tier_change", "campaign_member", "member_event"];

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        // Members are found by the beginnings of their words.
        migrationBuilder.Sql("ALTER TABLE member ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('simple', search_text)) STORED");
        migrationBuilder.Sql("CREATE INDEX ix_member_search ON member USING gin (search)");
        migrationBuilder.Sql("""
            CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
            """);
        foreach (var table in AppendOnly)
        {
            migrationBuilder.Sql($"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()");
        }
    }
}
