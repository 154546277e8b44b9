using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyStudio.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Ledger : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateOnly>(
                name: "delivered_on",
                table: "purchase",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "by_activity",
                table: "point_lot",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "revivals",
                table: "point_lot",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateOnly>(
                name: "last_activity_on",
                table: "point_balance",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "adjustment_limit",
                table: "organisation",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "forgiven",
                table: "ledger_entry",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "point_adjustment",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    member_id = table.Column<long>(type: "INTEGER", nullable: false),
                    points = table.Column<long>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    request_key = table.Column<string>(type: "TEXT", nullable: false),
                    requested_by = table.Column<string>(type: "TEXT", nullable: false),
                    requested_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    decided_by = table.Column<string>(type: "TEXT", nullable: true),
                    decided_at = table.Column<DateTime>(type: "TEXT", nullable: true),
                    decision_note = table.Column<string>(type: "TEXT", nullable: false),
                    entry_id = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_point_adjustment", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "reward",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    code = table.Column<string>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    name_nl = table.Column<string>(type: "TEXT", nullable: false),
                    name_en = table.Column<string>(type: "TEXT", nullable: false),
                    description_nl = table.Column<string>(type: "TEXT", nullable: false),
                    description_en = table.Column<string>(type: "TEXT", nullable: false),
                    points = table.Column<long>(type: "INTEGER", nullable: false),
                    stock = table.Column<long>(type: "INTEGER", nullable: true),
                    from_on = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    until_on = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    tiers = table.Column<string>(type: "TEXT", nullable: false),
                    active = table.Column<bool>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reward", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "reward_order",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    reward_id = table.Column<long>(type: "INTEGER", nullable: false),
                    member_id = table.Column<long>(type: "INTEGER", nullable: false),
                    entry_id = table.Column<long>(type: "INTEGER", nullable: false),
                    points = table.Column<long>(type: "INTEGER", nullable: false),
                    request_key = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    on = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    store_id = table.Column<long>(type: "INTEGER", nullable: true),
                    by = table.Column<string>(type: "TEXT", nullable: false),
                    undone_at = table.Column<DateTime>(type: "TEXT", nullable: true),
                    undone_by = table.Column<string>(type: "TEXT", nullable: true),
                    undo_reason = table.Column<string>(type: "TEXT", nullable: false),
                    goodwill_points = table.Column<long>(type: "INTEGER", nullable: false)
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

            // The limit of corrections by hand that new installations begin with.
            migrationBuilder.Sql("UPDATE organisation SET adjustment_limit = 500");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "point_adjustment");

            migrationBuilder.DropTable(
                name: "reward_order");

            migrationBuilder.DropTable(
                name: "reward");

            migrationBuilder.DropColumn(
                name: "delivered_on",
                table: "purchase");

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
                name: "forgiven",
                table: "ledger_entry");
        }
    }
}
