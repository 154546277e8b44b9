using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyStudio.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Rules : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_purchase_member_id_business_date",
                table: "purchase");

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

            migrationBuilder.AddColumn<string>(
                name: "acquisition_source",
                table: "member",
                type: "text",
                nullable: false,
                defaultValue: "");

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

            migrationBuilder.CreateIndex(
                name: "IX_purchase_member_id_business_date_kept_cents",
                table: "purchase",
                columns: new[] { "member_id", "business_date", "kept_cents" });

            migrationBuilder.CreateIndex(
                name: "IX_member_attribute_name_value",
                table: "member_attribute",
                columns: new[] { "name", "value" });

            // What may earn and what is left of it, for the purchases that are there already.
            migrationBuilder.Sql(KeptAmounts);
        }

        private const string KeptAmounts = """
            UPDATE purchase SET eligible_cents = (SELECT CASE WHEN coalesce(sum(l.amount_cents), 0) > purchase.paid_by_cheque_cents THEN coalesce(sum(l.amount_cents), 0) - purchase.paid_by_cheque_cents ELSE 0 END
                FROM purchase_line l WHERE l.purchase_id = purchase.id AND l.kind IN ('Goods', 'Discount')) WHERE kind = 'Purchase';
            UPDATE purchase SET kept_cents = coalesce((SELECT CASE WHEN sum(l.amount_cents) <= 0 THEN 0
                ELSE CAST(sum((2 * l.amount_cents * (l.quantity - l.returned_quantity) + l.quantity) / (2 * l.quantity)) AS bigint) * purchase.eligible_cents / CAST(sum(l.amount_cents) AS bigint) END
                FROM purchase_line l WHERE l.purchase_id = purchase.id AND l.kind = 'Goods'), 0) WHERE kind = 'Purchase';
            """;

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "member_attribute");

            migrationBuilder.DropTable(
                name: "rule_total");

            migrationBuilder.DropTable(
                name: "rule_use");

            migrationBuilder.DropIndex(
                name: "IX_purchase_member_id_business_date_kept_cents",
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
                name: "acquisition_source",
                table: "member");

            migrationBuilder.CreateIndex(
                name: "IX_purchase_member_id_business_date",
                table: "purchase",
                columns: new[] { "member_id", "business_date" });
        }
    }
}
