using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyStudio.Data.Migrations.Sqlite
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
                    run = table.Column<int>(type: "INTEGER", nullable: false),
                    fact = table.Column<string>(type: "TEXT", nullable: false),
                    month = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    store_id = table.Column<long>(type: "INTEGER", nullable: false),
                    source = table.Column<string>(type: "TEXT", nullable: false),
                    channel = table.Column<string>(type: "TEXT", nullable: false),
                    step = table.Column<int>(type: "INTEGER", nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    members = table.Column<int>(type: "INTEGER", nullable: false),
                    @base = table.Column<int>(name: "base", type: "INTEGER", nullable: false),
                    cents = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cohort_cell", x => new { x.run, x.fact, x.month, x.store_id, x.source, x.channel, x.step, x.number });
                });

            migrationBuilder.CreateTable(
                name: "cohort_path",
                columns: table => new
                {
                    run = table.Column<int>(type: "INTEGER", nullable: false),
                    month = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    store_id = table.Column<long>(type: "INTEGER", nullable: false),
                    source = table.Column<string>(type: "TEXT", nullable: false),
                    channel = table.Column<string>(type: "TEXT", nullable: false),
                    from = table.Column<string>(type: "TEXT", nullable: false),
                    to = table.Column<string>(type: "TEXT", nullable: false),
                    members = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cohort_path", x => new { x.run, x.month, x.store_id, x.source, x.channel, x.from, x.to });
                });

            migrationBuilder.CreateTable(
                name: "cohort_state",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    run = table.Column<int>(type: "INTEGER", nullable: false),
                    as_of = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    made_at = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cohort_state", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "member_prediction",
                columns: table => new
                {
                    member_id = table.Column<long>(type: "INTEGER", nullable: false),
                    first_on = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    last_on = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    days = table.Column<int>(type: "INTEGER", nullable: false),
                    active90 = table.Column<int>(type: "INTEGER", nullable: false),
                    purchases90 = table.Column<int>(type: "INTEGER", nullable: false),
                    purchases365 = table.Column<int>(type: "INTEGER", nullable: false),
                    spend_cents = table.Column<int>(type: "INTEGER", nullable: false),
                    value_cents = table.Column<int>(type: "INTEGER", nullable: false),
                    next_on = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    early_on = table.Column<DateOnly>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_member_prediction", x => x.member_id);
                });

            migrationBuilder.CreateTable(
                name: "model_fit",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    as_of = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    fitted_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    members = table.Column<int>(type: "INTEGER", nullable: false),
                    repeaters = table.Column<int>(type: "INTEGER", nullable: false),
                    days = table.Column<long>(type: "INTEGER", nullable: false),
                    fall_back = table.Column<string>(type: "TEXT", nullable: false),
                    r = table.Column<double>(type: "REAL", nullable: false),
                    alpha = table.Column<double>(type: "REAL", nullable: false),
                    a = table.Column<double>(type: "REAL", nullable: false),
                    b = table.Column<double>(type: "REAL", nullable: false),
                    log_likelihood = table.Column<double>(type: "REAL", nullable: false),
                    no_drop_out = table.Column<bool>(type: "INTEGER", nullable: false),
                    simple_r = table.Column<double>(type: "REAL", nullable: false),
                    simple_alpha = table.Column<double>(type: "REAL", nullable: false),
                    p = table.Column<double>(type: "REAL", nullable: false),
                    q = table.Column<double>(type: "REAL", nullable: false),
                    v = table.Column<double>(type: "REAL", nullable: false),
                    spend_log_likelihood = table.Column<double>(type: "REAL", nullable: false),
                    mean_cents = table.Column<long>(type: "INTEGER", nullable: false),
                    accuracy = table.Column<string>(type: "TEXT", nullable: true),
                    replenishment = table.Column<string>(type: "TEXT", nullable: true),
                    read_ms = table.Column<int>(type: "INTEGER", nullable: false),
                    fit_ms = table.Column<int>(type: "INTEGER", nullable: false),
                    fingerprint = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_model_fit", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "prediction_setting",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    margin_permille = table.Column<int>(type: "INTEGER", nullable: false),
                    discount_permille = table.Column<int>(type: "INTEGER", nullable: false),
                    window_days = table.Column<int>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_prediction_setting", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "replenishment",
                columns: table => new
                {
                    member_id = table.Column<long>(type: "INTEGER", nullable: false),
                    product_id = table.Column<long>(type: "INTEGER", nullable: false),
                    gaps = table.Column<int>(type: "INTEGER", nullable: false),
                    last_on = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    typical_days = table.Column<int>(type: "INTEGER", nullable: false),
                    due_on = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    early_on = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    late_on = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    due_share = table.Column<int>(type: "INTEGER", nullable: false)
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
            migrationBuilder.Sql("CREATE TRIGGER model_fit_no_update BEFORE UPDATE ON model_fit BEGIN SELECT RAISE(ABORT, 'model_fit is append-only'); END");
            migrationBuilder.Sql("CREATE TRIGGER model_fit_no_delete BEFORE DELETE ON model_fit BEGIN SELECT RAISE(ABORT, 'model_fit is append-only'); END");
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
