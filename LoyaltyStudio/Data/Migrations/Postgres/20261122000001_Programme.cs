using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace LoyaltyStudio.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Programme : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_purchase_member_id_business_date",
                table: "purchase");

            migrationBuilder.AddColumn<string>(
                name: "author",
                table: "tier_change",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "coming",
                table: "tier_change",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "coming_on",
                table: "tier_change",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "measured",
                table: "tier_change",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "delivered_on",
                table: "purchase",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "eligible_cents",
                table: "purchase",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "kept_cents",
                table: "purchase",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "payment",
                table: "purchase",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateOnly>(
                name: "retired_from",
                table: "programme_version",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "by_activity",
                table: "point_lot",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "revivals",
                table: "point_lot",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateOnly>(
                name: "last_activity_on",
                table: "point_balance",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "adjustment_limit",
                table: "organisation",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "coming",
                table: "member_tier",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "coming_on",
                table: "member_tier",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "coming_since",
                table: "member_tier",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "manual_until",
                table: "member_tier",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "acquisition_source",
                table: "member",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "forgiven",
                table: "ledger_entry",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "back_test",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    version_id = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    note = table.Column<string>(type: "text", nullable: false),
                    content = table.Column<string>(type: "text", nullable: false),
                    months = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    running_key = table.Column<string>(type: "text", nullable: true),
                    progress = table.Column<int>(type: "integer", nullable: false),
                    alive_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    stop_asked = table.Column<bool>(type: "boolean", nullable: false),
                    result = table.Column<string>(type: "text", nullable: true),
                    started_by = table.Column<string>(type: "text", nullable: false),
                    started_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_back_test", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "member_attribute",
                columns: table => new
                {
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_member_attribute", x => new { x.member_id, x.name });
                });

            migrationBuilder.CreateTable(
                name: "member_notice",
                columns: table => new
                {
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    deadline = table.Column<DateOnly>(type: "date", nullable: false),
                    step = table.Column<int>(type: "integer", nullable: false),
                    message_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_member_notice", x => new { x.member_id, x.kind, x.deadline, x.step });
                });

            migrationBuilder.CreateTable(
                name: "point_adjustment",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    points = table.Column<long>(type: "bigint", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    request_key = table.Column<string>(type: "text", nullable: false),
                    requested_by = table.Column<string>(type: "text", nullable: false),
                    requested_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    decided_by = table.Column<string>(type: "text", nullable: true),
                    decided_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    decision_note = table.Column<string>(type: "text", nullable: false),
                    entry_id = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_point_adjustment", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "reward",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    code = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    name_nl = table.Column<string>(type: "text", nullable: false),
                    name_en = table.Column<string>(type: "text", nullable: false),
                    description_nl = table.Column<string>(type: "text", nullable: false),
                    description_en = table.Column<string>(type: "text", nullable: false),
                    points = table.Column<long>(type: "bigint", nullable: false),
                    stock = table.Column<long>(type: "bigint", nullable: true),
                    from_on = table.Column<DateOnly>(type: "date", nullable: true),
                    until_on = table.Column<DateOnly>(type: "date", nullable: true),
                    tiers = table.Column<string>(type: "text", nullable: false),
                    active = table.Column<bool>(type: "boolean", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reward", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "rule_total",
                columns: table => new
                {
                    rule_id = table.Column<string>(type: "text", nullable: false),
                    points = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_rule_total", x => x.rule_id);
                });

            migrationBuilder.CreateTable(
                name: "rule_use",
                columns: table => new
                {
                    rule_id = table.Column<string>(type: "text", nullable: false),
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    points = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_rule_use", x => new { x.member_id, x.rule_id, x.on });
                });

            migrationBuilder.CreateTable(
                name: "sale",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "text", nullable: false),
                    starts_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ends_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sale", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "tier_progress",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    as_of = table.Column<DateOnly>(type: "date", nullable: false),
                    entry_id = table.Column<long>(type: "bigint", nullable: false),
                    entry_id_before = table.Column<long>(type: "bigint", nullable: false),
                    versions = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tier_progress", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "reward_order",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    reward_id = table.Column<long>(type: "bigint", nullable: false),
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    entry_id = table.Column<long>(type: "bigint", nullable: false),
                    points = table.Column<long>(type: "bigint", nullable: false),
                    request_key = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    store_id = table.Column<long>(type: "bigint", nullable: true),
                    by = table.Column<string>(type: "text", nullable: false),
                    undone_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    undone_by = table.Column<string>(type: "text", nullable: true),
                    undo_reason = table.Column<string>(type: "text", nullable: false),
                    goodwill_points = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reward_order", x => x.id);
                    table.ForeignKey(
                        name: "FK_reward_order_reward_reward_id",
                        column: x => x.reward_id,
                        principalTable: "reward",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_purchase_member_id_business_date_kept_cents",
                table: "purchase",
                columns: new[] { "member_id", "business_date", "kept_cents" });

            migrationBuilder.CreateIndex(
                name: "IX_member_tier_coming_on",
                table: "member_tier",
                column: "coming_on");

            migrationBuilder.CreateIndex(
                name: "IX_back_test_running_key",
                table: "back_test",
                column: "running_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_back_test_started_at",
                table: "back_test",
                column: "started_at");

            migrationBuilder.CreateIndex(
                name: "IX_member_attribute_name_value",
                table: "member_attribute",
                columns: new[] { "name", "value" });

            migrationBuilder.CreateIndex(
                name: "IX_point_adjustment_member_id",
                table: "point_adjustment",
                column: "member_id");

            migrationBuilder.CreateIndex(
                name: "IX_point_adjustment_request_key",
                table: "point_adjustment",
                column: "request_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_point_adjustment_state_requested_at",
                table: "point_adjustment",
                columns: new[] { "state", "requested_at" });

            migrationBuilder.CreateIndex(
                name: "IX_reward_code",
                table: "reward",
                column: "code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_reward_order_entry_id",
                table: "reward_order",
                column: "entry_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_reward_order_member_id_at",
                table: "reward_order",
                columns: new[] { "member_id", "at" });

            migrationBuilder.CreateIndex(
                name: "IX_reward_order_request_key",
                table: "reward_order",
                column: "request_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_reward_order_reward_id",
                table: "reward_order",
                column: "reward_id");

            migrationBuilder.CreateIndex(
                name: "IX_sale_ends_at",
                table: "sale",
                column: "ends_at");

            // What may earn and what is left of it, for the purchases that are there already; corrections above 500 points ask a second person.
            migrationBuilder.Sql("""
                UPDATE purchase SET eligible_cents = (SELECT CASE WHEN coalesce(sum(l.amount_cents), 0) > purchase.paid_by_cheque_cents THEN coalesce(sum(l.amount_cents), 0) - purchase.paid_by_cheque_cents ELSE 0 END
                    FROM purchase_line l WHERE l.purchase_id = purchase.id AND l.kind IN ('Goods', 'Discount')) WHERE kind = 'Purchase';
                UPDATE purchase SET kept_cents = coalesce((SELECT CASE WHEN sum(l.amount_cents) <= 0 THEN 0
                    ELSE CAST(sum((2 * l.amount_cents * (l.quantity - l.returned_quantity) + l.quantity) / (2 * l.quantity)) AS bigint) * purchase.eligible_cents / CAST(sum(l.amount_cents) AS bigint) END
                    FROM purchase_line l WHERE l.purchase_id = purchase.id AND l.kind = 'Goods'), 0) WHERE kind = 'Purchase';
                UPDATE organisation SET adjustment_limit = 500;
                """);

            // Notices stay as they were written.
            migrationBuilder.Sql("CREATE TRIGGER member_notice_append_only BEFORE UPDATE OR DELETE ON member_notice FOR EACH ROW EXECUTE FUNCTION refuse_change()");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "back_test");

            migrationBuilder.DropTable(
                name: "member_attribute");

            migrationBuilder.DropTable(
                name: "member_notice");

            migrationBuilder.DropTable(
                name: "point_adjustment");

            migrationBuilder.DropTable(
                name: "reward_order");

            migrationBuilder.DropTable(
                name: "rule_total");

            migrationBuilder.DropTable(
                name: "rule_use");

            migrationBuilder.DropTable(
                name: "sale");

            migrationBuilder.DropTable(
                name: "tier_progress");

            migrationBuilder.DropTable(
                name: "reward");

            migrationBuilder.DropIndex(
                name: "IX_purchase_member_id_business_date_kept_cents",
                table: "purchase");

            migrationBuilder.DropIndex(
                name: "IX_member_tier_coming_on",
                table: "member_tier");

            migrationBuilder.DropColumn(
                name: "author",
                table: "tier_change");

            migrationBuilder.DropColumn(
                name: "coming",
                table: "tier_change");

            migrationBuilder.DropColumn(
                name: "coming_on",
                table: "tier_change");

            migrationBuilder.DropColumn(
                name: "measured",
                table: "tier_change");

            migrationBuilder.DropColumn(
                name: "delivered_on",
                table: "purchase");

            migrationBuilder.DropColumn(
                name: "eligible_cents",
                table: "purchase");

            migrationBuilder.DropColumn(
                name: "kept_cents",
                table: "purchase");

            migrationBuilder.DropColumn(
                name: "payment",
                table: "purchase");

            migrationBuilder.DropColumn(
                name: "retired_from",
                table: "programme_version");

            migrationBuilder.DropColumn(
                name: "by_activity",
                table: "point_lot");

            migrationBuilder.DropColumn(
                name: "revivals",
                table: "point_lot");

            migrationBuilder.DropColumn(
                name: "last_activity_on",
                table: "point_balance");

            migrationBuilder.DropColumn(
                name: "adjustment_limit",
                table: "organisation");

            migrationBuilder.DropColumn(
                name: "coming",
                table: "member_tier");

            migrationBuilder.DropColumn(
                name: "coming_on",
                table: "member_tier");

            migrationBuilder.DropColumn(
                name: "coming_since",
                table: "member_tier");

            migrationBuilder.DropColumn(
                name: "manual_until",
                table: "member_tier");

            migrationBuilder.DropColumn(
                name: "acquisition_source",
                table: "member");

            migrationBuilder.DropColumn(
                name: "forgiven",
                table: "ledger_entry");

            migrationBuilder.CreateIndex(
                name: "IX_purchase_member_id_business_date",
                table: "purchase",
                columns: new[] { "member_id", "business_date" });
        }
    }
}
