using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyStudio.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Segments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_purchase_member_id_business_date_kept_cents",
                table: "purchase");

            migrationBuilder.AddColumn<DateOnly>(
                name: "bought_on",
                table: "purchase_line",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "buyer_id",
                table: "purchase_line",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "moved_on",
                table: "member",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "not_in_segment",
                table: "campaign_run",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "segment_id",
                table: "campaign",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "member_rfm",
                columns: table => new
                {
                    member_id = table.Column<long>(type: "INTEGER", nullable: false),
                    recency = table.Column<int>(type: "INTEGER", nullable: false),
                    frequency = table.Column<int>(type: "INTEGER", nullable: false),
                    monetary = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_member_rfm", x => x.member_id);
                });

            migrationBuilder.CreateTable(
                name: "segment",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    code = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    description = table.Column<string>(type: "TEXT", nullable: false),
                    type = table.Column<string>(type: "TEXT", nullable: false),
                    definition = table.Column<string>(type: "TEXT", nullable: false),
                    archived = table.Column<bool>(type: "INTEGER", nullable: false),
                    refreshed_on = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    size = table.Column<int>(type: "INTEGER", nullable: false),
                    author = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    changed_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_segment", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "segment_member",
                columns: table => new
                {
                    segment_id = table.Column<long>(type: "INTEGER", nullable: false),
                    member_id = table.Column<long>(type: "INTEGER", nullable: false),
                    since = table.Column<DateOnly>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_segment_member", x => new { x.segment_id, x.member_id });
                    table.ForeignKey(
                        name: "FK_segment_member_segment_segment_id",
                        column: x => x.segment_id,
                        principalTable: "segment",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "segment_size",
                columns: table => new
                {
                    segment_id = table.Column<long>(type: "INTEGER", nullable: false),
                    as_of = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    count = table.Column<int>(type: "INTEGER", nullable: false),
                    entered = table.Column<int>(type: "INTEGER", nullable: false),
                    left = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_segment_size", x => new { x.segment_id, x.as_of });
                    table.ForeignKey(
                        name: "FK_segment_size_segment_segment_id",
                        column: x => x.segment_id,
                        principalTable: "segment",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_purchase_line_product_id_bought_on_buyer_id_purchase_id",
                table: "purchase_line",
                columns: new[] { "product_id", "bought_on", "buyer_id", "purchase_id" },
                filter: "buyer_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_purchase_member_id_business_date_kept_cents_kind_channel_store_id",
                table: "purchase",
                columns: new[] { "member_id", "business_date", "kept_cents", "kind", "channel", "store_id" });

            migrationBuilder.CreateIndex(
                name: "IX_member_status_email_consent_language_home_store_id_enrolled_on_birth_date_country_acquisition_source",
                table: "member",
                columns: new[] { "status", "email_consent", "language", "home_store_id", "enrolled_on", "birth_date", "country", "acquisition_source" });

            migrationBuilder.CreateIndex(
                name: "IX_member_rfm_recency_frequency_monetary",
                table: "member_rfm",
                columns: new[] { "recency", "frequency", "monetary" });

            migrationBuilder.CreateIndex(
                name: "IX_segment_code",
                table: "segment",
                column: "code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_segment_member_member_id",
                table: "segment_member",
                column: "member_id");

            // By hand: who bought each line and when, for lines that were there before.
            migrationBuilder.Sql("""
                UPDATE purchase_line SET buyer_id = p.member_id, bought_on = p.business_date FROM purchase p
                WHERE p.id = purchase_line.purchase_id AND p.kind = 'Purchase' AND p.member_id IS NOT NULL;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "member_rfm");

            migrationBuilder.DropTable(
                name: "segment_member");

            migrationBuilder.DropTable(
                name: "segment_size");

            migrationBuilder.DropTable(
                name: "segment");

            migrationBuilder.DropIndex(
                name: "IX_purchase_line_product_id_bought_on_buyer_id_purchase_id",
                table: "purchase_line");

            migrationBuilder.DropIndex(
                name: "IX_purchase_member_id_business_date_kept_cents_kind_channel_store_id",
                table: "purchase");

            migrationBuilder.DropIndex(
                name: "IX_member_status_email_consent_language_home_store_id_enrolled_on_birth_date_country_acquisition_source",
                table: "member");

            migrationBuilder.DropColumn(
                name: "bought_on",
                table: "purchase_line");

            migrationBuilder.DropColumn(
                name: "buyer_id",
                table: "purchase_line");

            migrationBuilder.DropColumn(
                name: "moved_on",
                table: "member");

            migrationBuilder.DropColumn(
                name: "not_in_segment",
                table: "campaign_run");

            migrationBuilder.DropColumn(
                name: "segment_id",
                table: "campaign");

            migrationBuilder.CreateIndex(
                name: "IX_purchase_member_id_business_date_kept_cents",
                table: "purchase",
                columns: new[] { "member_id", "business_date", "kept_cents" });
        }
    }
}
