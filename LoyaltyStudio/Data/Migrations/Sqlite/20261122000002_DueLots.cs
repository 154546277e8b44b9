using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyStudio.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class DueLots : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_point_lot_expires_on_remaining",
                table: "point_lot");

            migrationBuilder.CreateIndex(
                name: "IX_point_lot_expires_on_member_id_remaining",
                table: "point_lot",
                columns: new[] { "expires_on", "member_id", "remaining" },
                filter: "remaining > 0");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_point_lot_expires_on_member_id_remaining",
                table: "point_lot");

            migrationBuilder.CreateIndex(
                name: "IX_point_lot_expires_on_remaining",
                table: "point_lot",
                columns: new[] { "expires_on", "remaining" });
        }
    }
}
