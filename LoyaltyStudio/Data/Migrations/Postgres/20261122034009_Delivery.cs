using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyStudio.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Delivery : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
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

            migrationBuilder.CreateIndex(
                name: "IX_cheque_print_batch_id",
                table: "cheque",
                column: "print_batch_id",
                filter: "print_batch_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_cheque_notice_message_id",
                table: "cheque_notice",
                column: "message_id");

            // Told once: what was noted about a message with a cheque stays.
            migrationBuilder.Sql("CREATE TRIGGER cheque_notice_append_only BEFORE UPDATE OR DELETE ON cheque_notice FOR EACH ROW EXECUTE FUNCTION refuse_change()");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "brand");

            migrationBuilder.DropTable(
                name: "cheque_notice");

            migrationBuilder.DropIndex(
                name: "IX_cheque_print_batch_id",
                table: "cheque");

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
        }
    }
}
