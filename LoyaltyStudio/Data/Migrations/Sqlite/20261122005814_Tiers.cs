using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyStudio.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Tiers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "author",
                table: "tier_change",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "coming",
                table: "tier_change",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "coming_on",
                table: "tier_change",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "measured",
                table: "tier_change",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "coming",
                table: "member_tier",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "coming_on",
                table: "member_tier",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "coming_since",
                table: "member_tier",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "manual_until",
                table: "member_tier",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "member_notice",
                columns: table => new
                {
                    member_id = table.Column<long>(type: "INTEGER", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    deadline = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    step = table.Column<int>(type: "INTEGER", nullable: false),
                    message_id = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_member_notice", x => new { x.member_id, x.kind, x.deadline, x.step });
                });

            migrationBuilder.CreateTable(
                name: "sale",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    starts_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ends_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sale", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "tier_progress",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    as_of = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    entry_id = table.Column<long>(type: "INTEGER", nullable: false),
                    entry_id_before = table.Column<long>(type: "INTEGER", nullable: false),
                    versions = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tier_progress", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_member_tier_coming_on",
                table: "member_tier",
                column: "coming_on");

            migrationBuilder.CreateIndex(
                name: "IX_sale_ends_at",
                table: "sale",
                column: "ends_at");

            // Warnings that were sent stay as they were written.
            migrationBuilder.Sql("""
                CREATE TRIGGER member_notice_no_update BEFORE UPDATE ON member_notice BEGIN SELECT RAISE(ABORT, 'member_notice is append-only'); END;
                CREATE TRIGGER member_notice_no_delete BEFORE DELETE ON member_notice BEGIN SELECT RAISE(ABORT, 'member_notice is append-only'); END;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "member_notice");

            migrationBuilder.DropTable(
                name: "sale");

            migrationBuilder.DropTable(
                name: "tier_progress");

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
        }
    }
}
