using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyStudio.Data.Migrations.Sqlite
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
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "attachment_id",
                table: "outbox_message",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "attachment_kind",
                table: "outbox_message",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "city",
                table: "member",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "postal_code",
                table: "member",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "street",
                table: "member",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "band_percent",
                table: "cheque_run_line",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "pending_points",
                table: "cheque_run_line",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "tier_percent",
                table: "cheque_run_line",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "turnover_cents",
                table: "cheque_run_line",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "issued_points",
                table: "cheque_run",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "last_entry_id",
                table: "cheque_run",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "withheld_cents",
                table: "cheque_run",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "withheld_count",
                table: "cheque_run",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "withheld_points",
                table: "cheque_run",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "code_number",
                table: "cheque",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "ended_cents",
                table: "cheque",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "print_batch_id",
                table: "cheque",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "reservation_id",
                table: "cheque",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "reserved_until",
                table: "cheque",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "reversals",
                table: "cheque",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "store_id",
                table: "cheque",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "brand",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    colour = table.Column<string>(type: "TEXT", nullable: false),
                    street = table.Column<string>(type: "TEXT", nullable: false),
                    postal_code = table.Column<string>(type: "TEXT", nullable: false),
                    city = table.Column<string>(type: "TEXT", nullable: false),
                    logo = table.Column<byte[]>(type: "BLOB", nullable: true),
                    logo_type = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_brand", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "cheque_entry",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    cheque_id = table.Column<long>(type: "INTEGER", nullable: false),
                    run_id = table.Column<long>(type: "INTEGER", nullable: false),
                    store_id = table.Column<long>(type: "INTEGER", nullable: true),
                    at_store_id = table.Column<long>(type: "INTEGER", nullable: true),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    cents = table.Column<long>(type: "INTEGER", nullable: false),
                    business_date = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    recorded_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    actor = table.Column<string>(type: "TEXT", nullable: false),
                    redemption_id = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cheque_entry", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "cheque_notice",
                columns: table => new
                {
                    cheque_id = table.Column<long>(type: "INTEGER", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    step = table.Column<int>(type: "INTEGER", nullable: false),
                    message_id = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cheque_notice", x => new { x.cheque_id, x.kind, x.step });
                });

            migrationBuilder.CreateTable(
                name: "cheque_reservation",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    cheque_id = table.Column<long>(type: "INTEGER", nullable: false),
                    member_id = table.Column<long>(type: "INTEGER", nullable: false),
                    receipt_id = table.Column<string>(type: "TEXT", nullable: false),
                    amount_cents = table.Column<long>(type: "INTEGER", nullable: false),
                    store_id = table.Column<long>(type: "INTEGER", nullable: true),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    actor = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    until = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ended_at = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cheque_reservation", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "old_cheque_code",
                columns: table => new
                {
                    code_hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    cheque_id = table.Column<long>(type: "INTEGER", nullable: false),
                    last_four = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    actor = table.Column<string>(type: "TEXT", nullable: false),
                    replaced_at = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_old_cheque_code", x => x.code_hash);
                });

            migrationBuilder.CreateTable(
                name: "print_batch",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    cheque_count = table.Column<int>(type: "INTEGER", nullable: false),
                    value_cents = table.Column<long>(type: "INTEGER", nullable: false),
                    made_by = table.Column<string>(type: "TEXT", nullable: false),
                    made_at = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_print_batch", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "wrong_code",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    caller = table.Column<string>(type: "TEXT", nullable: false),
                    terminal = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<DateTime>(type: "TEXT", nullable: false)
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
                    SELECT c.id, c.run_id, c.store_id, CASE WHEN c.state = 'Revoked' THEN 'Revoked' ELSE 'Expired' END, -c.ended_cents, date(c.valid_until, '+1 day'), date(c.valid_until, '+1 day') || ' 00:00:00', r.prepared_by
                    FROM cheque c JOIN cheque_run r ON r.id = c.run_id WHERE c.ended_cents > 0 ORDER BY c.id;
                -- Whoever has a cheque by now counts as told: no mail, reminder or print batch about old cheques on the day of the upgrade.
                INSERT INTO cheque_notice (cheque_id, kind, step, message_id) SELECT c.id, 'Ready', 1, 0 FROM cheque c ORDER BY c.id;
                """);

            // The cheque book and replaced codes stay as they were written.
            migrationBuilder.Sql("CREATE TRIGGER cheque_entry_no_update BEFORE UPDATE ON cheque_entry BEGIN SELECT RAISE(ABORT, 'cheque_entry is append-only'); END");
            migrationBuilder.Sql("CREATE TRIGGER cheque_entry_no_delete BEFORE DELETE ON cheque_entry BEGIN SELECT RAISE(ABORT, 'cheque_entry is append-only'); END");
            migrationBuilder.Sql("CREATE TRIGGER old_cheque_code_no_update BEFORE UPDATE ON old_cheque_code BEGIN SELECT RAISE(ABORT, 'old_cheque_code is append-only'); END");
            migrationBuilder.Sql("CREATE TRIGGER old_cheque_code_no_delete BEFORE DELETE ON old_cheque_code BEGIN SELECT RAISE(ABORT, 'old_cheque_code is append-only'); END");
            migrationBuilder.Sql("CREATE TRIGGER cheque_notice_no_update BEFORE UPDATE ON cheque_notice BEGIN SELECT RAISE(ABORT, 'cheque_notice is append-only'); END");
            migrationBuilder.Sql("CREATE TRIGGER cheque_notice_no_delete BEFORE DELETE ON cheque_notice BEGIN SELECT RAISE(ABORT, 'cheque_notice is append-only'); END");
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
