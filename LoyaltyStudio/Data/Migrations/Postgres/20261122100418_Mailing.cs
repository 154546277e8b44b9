using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyStudio.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Mailing : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_message_event_message_id",
                table: "message_event");

            migrationBuilder.AddColumn<string>(
                name: "address_key",
                table: "outbox_message",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "expected_value_cents",
                table: "outbox_message",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "priority",
                table: "outbox_message",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "link",
                table: "message_event",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "unusable_address",
                columns: table => new
                {
                    address_key = table.Column<string>(type: "text", nullable: false),
                    message_id = table.Column<long>(type: "bigint", nullable: false),
                    detail = table.Column<string>(type: "text", nullable: false),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_unusable_address", x => x.address_key);
                });

            migrationBuilder.CreateIndex(
                name: "IX_outbox_message_address_key",
                table: "outbox_message",
                column: "address_key",
                filter: "kind = 'Marketing'");

            migrationBuilder.CreateIndex(
                name: "IX_message_event_message_id_kind_link",
                table: "message_event",
                columns: new[] { "message_id", "kind", "link" },
                unique: true);

            // Caps tell persons apart by their address: what was written before gets its key too.
            migrationBuilder.Sql("UPDATE outbox_message SET address_key = lower(trim(to_address)), priority = 50");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "unusable_address");

            migrationBuilder.DropIndex(
                name: "IX_outbox_message_address_key",
                table: "outbox_message");

            migrationBuilder.DropIndex(
                name: "IX_message_event_message_id_kind_link",
                table: "message_event");

            migrationBuilder.DropColumn(
                name: "address_key",
                table: "outbox_message");

            migrationBuilder.DropColumn(
                name: "expected_value_cents",
                table: "outbox_message");

            migrationBuilder.DropColumn(
                name: "priority",
                table: "outbox_message");

            migrationBuilder.DropColumn(
                name: "link",
                table: "message_event");

            migrationBuilder.CreateIndex(
                name: "IX_message_event_message_id",
                table: "message_event",
                column: "message_id");
        }
    }
}
