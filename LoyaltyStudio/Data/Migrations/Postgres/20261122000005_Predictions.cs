using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace LoyaltyStudio.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Predictions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "cohort_cell",
                columns: table => new
                {
                    run = table.Column<int>(type: "integer", nullable: false),
                    fact = table.Column<string>(type: "text", nullable: false),
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    store_id = table.Column<long>(type: "bigint", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    channel = table.Column<string>(type: "text", nullable: false),
                    step = table.Column<int>(type: "integer", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    members = table.Column<int>(type: "integer", nullable: false),
                    @base = table.Column<int>(name: "base", type: "integer", nullable: false),
                    cents = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cohort_cell", x => new { x.run, x.fact, x.month, x.store_id, x.source, x.channel, x.step, x.number });
                });

            migrationBuilder.CreateTable(
                name: "cohort_path",
                columns: table => new
                {
                    run = table.Column<int>(type: "integer", nullable: false),
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    store_id = table.Column<long>(type: "bigint", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    channel = table.Column<string>(type: "text", nullable: false),
                    from = table.Column<string>(type: "text", nullable: false),
                    to = table.Column<string>(type: "text", nullable: false),
                    members = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cohort_path", x => new { x.run, x.month, x.store_id, x.source, x.channel, x.from, x.to });
                });

            migrationBuilder.CreateTable(
                name: "cohort_state",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    run = table.Column<int>(type: "integer", nullable: false),
                    as_of = table.Column<DateOnly>(type: "date", nullable: false),
                    made_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cohort_state", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "member_prediction",
                columns: table => new
                {
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    first_on = table.Column<DateOnly>(type: "date", nullable: false),
                    last_on = table.Column<DateOnly>(type: "date", nullable: false),
                    days = table.Column<int>(type: "integer", nullable: false),
                    active90 = table.Column<int>(type: "integer", nullable: false),
                    purchases90 = table.Column<int>(type: "integer", nullable: false),
                    purchases365 = table.Column<int>(type: "integer", nullable: false),
                    spend_cents = table.Column<int>(type: "integer", nullable: false),
                    value_cents = table.Column<int>(type: "integer", nullable: false),
                    next_on = table.Column<DateOnly>(type: "date", nullable: true),
                    early_on = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_member_prediction", x => x.member_id);
                });

            migrationBuilder.CreateTable(
                name: "model_fit",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    as_of = table.Column<DateOnly>(type: "date", nullable: false),
                    fitted_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    members = table.Column<int>(type: "integer", nullable: false),
                    repeaters = table.Column<int>(type: "integer", nullable: false),
                    days = table.Column<long>(type: "bigint", nullable: false),
                    fall_back = table.Column<string>(type: "text", nullable: false),
                    r = table.Column<double>(type: "double precision", nullable: false),
                    alpha = table.Column<double>(type: "double precision", nullable: false),
                    a = table.Column<double>(type: "double precision", nullable: false),
                    b = table.Column<double>(type: "double precision", nullable: false),
                    log_likelihood = table.Column<double>(type: "double precision", nullable: false),
                    no_drop_out = table.Column<bool>(type: "boolean", nullable: false),
                    simple_r = table.Column<double>(type: "double precision", nullable: false),
                    simple_alpha = table.Column<double>(type: "double precision", nullable: false),
                    p = table.Column<double>(type: "double precision", nullable: false),
                    q = table.Column<double>(type: "double precision", nullable: false),
                    v = table.Column<double>(type: "double precision", nullable: false),
                    spend_log_likelihood = table.Column<double>(type: "double precision", nullable: false),
                    mean_cents = table.Column<long>(type: "bigint", nullable: false),
                    accuracy = table.Column<string>(type: "text", nullable: true),
                    replenishment = table.Column<string>(type: "text", nullable: true),
                    read_ms = table.Column<int>(type: "integer", nullable: false),
                    fit_ms = table.Column<int>(type: "integer", nullable: false),
                    fingerprint = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_model_fit", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "prediction_setting",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    margin_permille = table.Column<int>(type: "integer", nullable: false),
                    discount_permille = table.Column<int>(type: "integer", nullable: false),
                    window_days = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_prediction_setting", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "replenishment",
                columns: table => new
                {
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    product_id = table.Column<long>(type: "bigint", nullable: false),
                    gaps = table.Column<int>(type: "integer", nullable: false),
                    last_on = table.Column<DateOnly>(type: "date", nullable: false),
                    typical_days = table.Column<int>(type: "integer", nullable: false),
                    due_on = table.Column<DateOnly>(type: "date", nullable: false),
                    early_on = table.Column<DateOnly>(type: "date", nullable: false),
                    late_on = table.Column<DateOnly>(type: "date", nullable: false),
                    due_share = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_replenishment", x => new { x.member_id, x.product_id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_model_fit_as_of",
                table: "model_fit",
                column: "as_of");

            migrationBuilder.CreateIndex(
                name: "IX_replenishment_due_on",
                table: "replenishment",
                column: "due_on");

            // Rows that are written once and never changed.
            migrationBuilder.Sql("CREATE TRIGGER model_fit_append_only BEFORE UPDATE OR DELETE ON model_fit FOR EACH ROW EXECUTE FUNCTION refuse_change()");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "cohort_cell");

            migrationBuilder.DropTable(
                name: "cohort_path");

            migrationBuilder.DropTable(
                name: "cohort_state");

            migrationBuilder.DropTable(
                name: "member_prediction");

            migrationBuilder.DropTable(
                name: "model_fit");

            migrationBuilder.DropTable(
                name: "prediction_setting");

            migrationBuilder.DropTable(
                name: "replenishment");
        }
    }
}
