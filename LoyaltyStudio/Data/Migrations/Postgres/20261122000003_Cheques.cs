using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace LoyaltyStudio.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Cheques : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "reversed_by",
                table: "redemption",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "attachment_id",
                table: "outbox_message",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "attachment_kind",
                table: "outbox_message",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "city",
                table: "member",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "postal_code",
                table: "member",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "street",
                table: "member",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "band_percent",
                table: "cheque_run_line",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "pending_points",
                table: "cheque_run_line",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "tier_percent",
                table: "cheque_run_line",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "turnover_cents",
                table: "cheque_run_line",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "issued_points",
                table: "cheque_run",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "last_entry_id",
                table: "cheque_run",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "withheld_cents",
                table: "cheque_run",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "withheld_count",
                table: "cheque_run",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "withheld_points",
                table: "cheque_run",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "code_number",
                table: "cheque",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "ended_cents",
                table: "cheque",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "print_batch_id",
                table: "cheque",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "reservation_id",
                table: "cheque",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "reserved_until",
                table: "cheque",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "reversals",
                table: "cheque",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "store_id",
                table: "cheque",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "brand",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    colour = table.Column<string>(type: "text", nullable: false),
                    street = table.Column<string>(type: "text", nullable: false),
                    postal_code = table.Column<string>(type: "text", nullable: false),
                    city = table.Column<string>(type: "text", nullable: false),
                    logo = table.Column<byte[]>(type: "bytea", nullable: true),
                    logo_type = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_brand", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "cheque_entry",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    cheque_id = table.Column<long>(type: "bigint", nullable: false),
                    run_id = table.Column<long>(type: "bigint", nullable: false),
                    store_id = table.Column<long>(type: "bigint", nullable: true),
                    at_store_id = table.Column<long>(type: "bigint", nullable: true),
                    kind = table.Column<string>(type: "text", nullable: false),
                    cents = table.Column<long>(type: "bigint", nullable: false),
                    business_date = table.Column<DateOnly>(type: "date", nullable: false),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    actor = table.Column<string>(type: "text", nullable: false),
                    redemption_id = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cheque_entry", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "cheque_notice",
                columns: table => new
                {
                    cheque_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    step = table.Column<int>(type: "integer", nullable: false),
                    message_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cheque_notice", x => new { x.cheque_id, x.kind, x.step });
                });

            migrationBuilder.CreateTable(
                name: "cheque_reservation",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    cheque_id = table.Column<long>(type: "bigint", nullable: false),
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    receipt_id = table.Column<string>(type: "text", nullable: false),
                    amount_cents = table.Column<long>(type: "bigint", nullable: false),
                    store_id = table.Column<long>(type: "bigint", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    actor = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    until = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cheque_reservation", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "old_cheque_code",
                columns: table => new
                {
                    code_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    cheque_id = table.Column<long>(type: "bigint", nullable: false),
                    last_four = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    actor = table.Column<string>(type: "text", nullable: false),
                    replaced_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_old_cheque_code", x => x.code_hash);
                });

            migrationBuilder.CreateTable(
                name: "print_batch",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    cheque_count = table.Column<int>(type: "integer", nullable: false),
                    value_cents = table.Column<long>(type: "bigint", nullable: false),
                    made_by = table.Column<string>(type: "text", nullable: false),
                    made_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_print_batch", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "wrong_code",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    caller = table.Column<string>(type: "text", nullable: false),
                    terminal = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_wrong_code", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_redemption_receipt_id",
                table: "redemption",
                column: "receipt_id");

            migrationBuilder.CreateIndex(
                name: "IX_cheque_print_batch_id",
                table: "cheque",
                column: "print_batch_id",
                filter: "print_batch_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_cheque_entry_business_date_kind_store_id_cents",
                table: "cheque_entry",
                columns: new[] { "business_date", "kind", "store_id", "cents" });

            migrationBuilder.CreateIndex(
                name: "IX_cheque_entry_cheque_id_kind",
                table: "cheque_entry",
                columns: new[] { "cheque_id", "kind" });

            migrationBuilder.CreateIndex(
                name: "IX_cheque_notice_message_id",
                table: "cheque_notice",
                column: "message_id");

            migrationBuilder.CreateIndex(
                name: "IX_cheque_reservation_cheque_id_receipt_id",
                table: "cheque_reservation",
                columns: new[] { "cheque_id", "receipt_id" });

            migrationBuilder.CreateIndex(
                name: "IX_cheque_reservation_state_until",
                table: "cheque_reservation",
                columns: new[] { "state", "until" });

            migrationBuilder.CreateIndex(
                name: "IX_old_cheque_code_cheque_id",
                table: "old_cheque_code",
                column: "cheque_id");

            migrationBuilder.CreateIndex(
                name: "IX_print_batch_made_at",
                table: "print_batch",
                column: "made_at");

            migrationBuilder.CreateIndex(
                name: "IX_wrong_code_at",
                table: "wrong_code",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_wrong_code_caller_at",
                table: "wrong_code",
                columns: new[] { "caller", "at" });

            // What cheques of the first release come to in the cheque book.
            migrationBuilder.Sql("""
                UPDATE cheque SET code_number = 1, store_id = (SELECT l.store_id FROM cheque_run_line l WHERE l.run_id = cheque.run_id AND l.member_id = cheque.member_id),
                    ended_cents = CASE WHEN state IN ('Expired', 'Revoked') THEN face_cents - redeemed_cents ELSE 0 END;
                UPDATE cheque_run_line SET tier_percent = 100, band_percent = 100;
                UPDATE cheque_run SET issued_points = coalesce((SELECT sum(c.points_used) FROM cheque c WHERE c.run_id = cheque_run.id), 0);
                INSERT INTO cheque_entry (cheque_id, run_id, store_id, kind, cents, business_date, recorded_at, actor)
                    SELECT c.id, c.run_id, c.store_id, 'Issued', c.face_cents, c.issued_on, coalesce(r.issued_at, r.approved_at, r.prepared_at), r.prepared_by
                    FROM cheque c JOIN cheque_run r ON r.id = c.run_id ORDER BY c.id;
                INSERT INTO cheque_entry (cheque_id, run_id, store_id, at_store_id, kind, cents, business_date, recorded_at, actor, redemption_id)
                    SELECT c.id, c.run_id, c.store_id, x.store_id, 'Redeemed', -x.amount_cents, x.business_date, x.at, x.actor, x.id
                    FROM redemption x JOIN cheque c ON c.id = x.code_id WHERE x.code_kind = 'cheque' ORDER BY x.id;
                INSERT INTO cheque_entry (cheque_id, run_id, store_id, kind, cents, business_date, recorded_at, actor)
                    SELECT c.id, c.run_id, c.store_id, CASE WHEN c.state = 'Revoked' THEN 'Revoked' ELSE 'Expired' END, -c.ended_cents, c.valid_until + 1, (c.valid_until + 1)::timestamp AT TIME ZONE 'UTC', r.prepared_by
                    FROM cheque c JOIN cheque_run r ON r.id = c.run_id WHERE c.ended_cents > 0 ORDER BY c.id;
                -- Whoever has a cheque by now counts as told: no mail, reminder or print batch about old cheques on the day of the upgrade.
                INSERT INTO cheque_notice (cheque_id, kind, step, message_id) SELECT c.id, 'Ready', 1, 0 FROM cheque c ORDER BY c.id;
                """);

            // The cheque book and replaced codes stay as they were written.
            migrationBuilder.Sql("CREATE TRIGGER cheque_entry_append_only BEFORE UPDATE OR DELETE ON cheque_entry FOR EACH ROW EXECUTE FUNCTION refuse_change()");
            migrationBuilder.Sql("CREATE TRIGGER old_cheque_code_append_only BEFORE UPDATE OR DELETE ON old_cheque_code FOR EACH ROW EXECUTE FUNCTION refuse_change()");
            migrationBuilder.Sql("CREATE TRIGGER cheque_notice_append_only BEFORE UPDATE OR DELETE ON cheque_notice FOR EACH ROW EXECUTE FUNCTION refuse_change()");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "brand");

            migrationBuilder.DropTable(
                name: "cheque_entry");

            migrationBuilder.DropTable(
                name: "cheque_notice");

            migrationBuilder.DropTable(
                name: "cheque_reservation");

            migrationBuilder.DropTable(
                name: "old_cheque_code");

            migrationBuilder.DropTable(
                name: "print_batch");

            migrationBuilder.DropTable(
                name: "wrong_code");

            migrationBuilder.DropIndex(
                name: "IX_redemption_receipt_id",
                table: "redemption");

            migrationBuilder.DropIndex(
                name: "IX_cheque_print_batch_id",
                table: "cheque");

            migrationBuilder.DropColumn(
                name: "reversed_by",
                table: "redemption");

            migrationBuilder.DropColumn(
                name: "attachment_id",
                table: "outbox_message");

            migrationBuilder.DropColumn(
                name: "attachment_kind",
                table: "outbox_message");

            migrationBuilder.DropColumn(
                name: "city",
                table: "member");

            migrationBuilder.DropColumn(
                name: "postal_code",
                table: "member");

            migrationBuilder.DropColumn(
                name: "street",
                table: "member");

            migrationBuilder.DropColumn(
                name: "band_percent",
                table: "cheque_run_line");

            migrationBuilder.DropColumn(
                name: "pending_points",
                table: "cheque_run_line");

            migrationBuilder.DropColumn(
                name: "tier_percent",
                table: "cheque_run_line");

            migrationBuilder.DropColumn(
                name: "turnover_cents",
                table: "cheque_run_line");

            migrationBuilder.DropColumn(
                name: "issued_points",
                table: "cheque_run");

            migrationBuilder.DropColumn(
                name: "last_entry_id",
                table: "cheque_run");

            migrationBuilder.DropColumn(
                name: "withheld_cents",
                table: "cheque_run");

            migrationBuilder.DropColumn(
                name: "withheld_count",
                table: "cheque_run");

            migrationBuilder.DropColumn(
                name: "withheld_points",
                table: "cheque_run");

            migrationBuilder.DropColumn(
                name: "code_number",
                table: "cheque");

            migrationBuilder.DropColumn(
                name: "ended_cents",
                table: "cheque");

            migrationBuilder.DropColumn(
                name: "print_batch_id",
                table: "cheque");

            migrationBuilder.DropColumn(
                name: "reservation_id",
                table: "cheque");

            migrationBuilder.DropColumn(
                name: "reserved_until",
                table: "cheque");

            migrationBuilder.DropColumn(
                name: "reversals",
                table: "cheque");

            migrationBuilder.DropColumn(
                name: "store_id",
                table: "cheque");
        }
    }
}
