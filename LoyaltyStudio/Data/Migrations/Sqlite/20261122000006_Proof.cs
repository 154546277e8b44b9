using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyStudio.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Proof : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "campaign_cost",
                columns: table => new
                {
                    campaign_id = table.Column<long>(type: "INTEGER", nullable: false),
                    month = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    send_millicents = table.Column<long>(type: "INTEGER", nullable: false),
                    gift_millicents = table.Column<long>(type: "INTEGER", nullable: false),
                    offer_millicents = table.Column<long>(type: "INTEGER", nullable: false),
                    fixed_millicents = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_campaign_cost", x => new { x.campaign_id, x.month });
                });

            migrationBuilder.CreateTable(
                name: "campaign_result",
                columns: table => new
                {
                    campaign_id = table.Column<long>(type: "INTEGER", nullable: false),
                    as_of = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    measured_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    final = table.Column<bool>(type: "INTEGER", nullable: false),
                    last_assigned_on = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    later_members = table.Column<int>(type: "INTEGER", nullable: false),
                    send_millicents = table.Column<long>(type: "INTEGER", nullable: false),
                    gift_millicents = table.Column<long>(type: "INTEGER", nullable: false),
                    offer_millicents = table.Column<long>(type: "INTEGER", nullable: false),
                    fixed_millicents = table.Column<long>(type: "INTEGER", nullable: false),
                    messages = table.Column<int>(type: "INTEGER", nullable: false),
                    coupons_issued = table.Column<int>(type: "INTEGER", nullable: false),
                    coupons_redeemed = table.Column<int>(type: "INTEGER", nullable: false),
                    coupon_cents = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_campaign_result", x => x.campaign_id);
                });

            migrationBuilder.CreateTable(
                name: "campaign_result_arm",
                columns: table => new
                {
                    campaign_id = table.Column<long>(type: "INTEGER", nullable: false),
                    step = table.Column<string>(type: "TEXT", nullable: false),
                    arm = table.Column<string>(type: "TEXT", nullable: false),
                    place = table.Column<int>(type: "INTEGER", nullable: false),
                    percent = table.Column<int>(type: "INTEGER", nullable: false),
                    members = table.Column<int>(type: "INTEGER", nullable: false),
                    buyers = table.Column<int>(type: "INTEGER", nullable: false),
                    kept_cents = table.Column<long>(type: "INTEGER", nullable: false),
                    kept_low = table.Column<double>(type: "REAL", nullable: true),
                    kept_high = table.Column<double>(type: "REAL", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_campaign_result_arm", x => new { x.campaign_id, x.step, x.arm });
                });

            migrationBuilder.CreateTable(
                name: "campaign_result_day",
                columns: table => new
                {
                    campaign_id = table.Column<long>(type: "INTEGER", nullable: false),
                    group = table.Column<string>(type: "TEXT", nullable: false),
                    day = table.Column<int>(type: "INTEGER", nullable: false),
                    buyers = table.Column<int>(type: "INTEGER", nullable: false),
                    kept_cents = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_campaign_result_day", x => new { x.campaign_id, x.group, x.day });
                });

            migrationBuilder.CreateTable(
                name: "discount_month",
                columns: table => new
                {
                    month = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    revenue_cents = table.Column<long>(type: "INTEGER", nullable: false),
                    discounted_cents = table.Column<long>(type: "INTEGER", nullable: false),
                    discount_cents = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_discount_month", x => x.month);
                });

            migrationBuilder.CreateTable(
                name: "global_holdout_result",
                columns: table => new
                {
                    holdout_id = table.Column<long>(type: "INTEGER", nullable: false),
                    as_of = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    measured_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    final = table.Column<bool>(type: "INTEGER", nullable: false),
                    treated = table.Column<int>(type: "INTEGER", nullable: false),
                    treated_buyers = table.Column<int>(type: "INTEGER", nullable: false),
                    treated_kept_cents = table.Column<long>(type: "INTEGER", nullable: false),
                    holdout = table.Column<int>(type: "INTEGER", nullable: false),
                    holdout_buyers = table.Column<int>(type: "INTEGER", nullable: false),
                    holdout_kept_cents = table.Column<long>(type: "INTEGER", nullable: false),
                    kept_low = table.Column<double>(type: "REAL", nullable: true),
                    kept_high = table.Column<double>(type: "REAL", nullable: true),
                    cost_cents = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_global_holdout_result", x => x.holdout_id);
                });

            migrationBuilder.CreateTable(
                name: "marketing_spend",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    month = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    amount_cents = table.Column<long>(type: "INTEGER", nullable: false),
                    note = table.Column<string>(type: "TEXT", nullable: false),
                    author = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_marketing_spend", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_marketing_spend_month",
                table: "marketing_spend",
                column: "month");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "campaign_cost");

            migrationBuilder.DropTable(
                name: "campaign_result");

            migrationBuilder.DropTable(
                name: "campaign_result_arm");

            migrationBuilder.DropTable(
                name: "campaign_result_day");

            migrationBuilder.DropTable(
                name: "discount_month");

            migrationBuilder.DropTable(
                name: "global_holdout_result");

            migrationBuilder.DropTable(
                name: "marketing_spend");
        }
    }
}
