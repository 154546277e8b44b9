using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyStudio.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Knowing : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "referred_by_id",
                table: "member",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "complaint",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    member_id = table.Column<long>(type: "INTEGER", nullable: true),
                    store_id = table.Column<long>(type: "INTEGER", nullable: true),
                    channel = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    body = table.Column<string>(type: "TEXT", nullable: false),
                    owner_id = table.Column<long>(type: "INTEGER", nullable: true),
                    opened_on = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    opened_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    due_on = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    answer = table.Column<string>(type: "TEXT", nullable: false),
                    answered_on = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    closed_on = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_complaint", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "lifecycle_settings",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    returned_days = table.Column<int>(type: "INTEGER", nullable: false),
                    risk_days = table.Column<int>(type: "INTEGER", nullable: false),
                    low_score = table.Column<int>(type: "INTEGER", nullable: false),
                    new_days = table.Column<int>(type: "INTEGER", nullable: false),
                    new_purchases = table.Column<int>(type: "INTEGER", nullable: false),
                    hesitating_tenths = table.Column<int>(type: "INTEGER", nullable: false),
                    lapsed_tenths = table.Column<int>(type: "INTEGER", nullable: false),
                    lost_tenths = table.Column<int>(type: "INTEGER", nullable: false),
                    lost_days = table.Column<int>(type: "INTEGER", nullable: false),
                    unsubscribed_is_lost = table.Column<bool>(type: "INTEGER", nullable: false),
                    top_percent = table.Column<int>(type: "INTEGER", nullable: false),
                    high_score = table.Column<int>(type: "INTEGER", nullable: false),
                    group_weight = table.Column<int>(type: "INTEGER", nullable: false),
                    start_days = table.Column<int>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_lifecycle_settings", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "member_promise",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    reference = table.Column<string>(type: "TEXT", nullable: false),
                    member_id = table.Column<long>(type: "INTEGER", nullable: true),
                    store_id = table.Column<long>(type: "INTEGER", nullable: true),
                    channel = table.Column<string>(type: "TEXT", nullable: false),
                    purchase_id = table.Column<long>(type: "INTEGER", nullable: true),
                    made_on = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    due_on = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    done_on = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    broken_on = table.Column<DateOnly>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_member_promise", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "member_state",
                columns: table => new
                {
                    member_id = table.Column<long>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    since = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    cause = table.Column<string>(type: "TEXT", nullable: false),
                    rhythm_days = table.Column<double>(type: "REAL", nullable: false),
                    gaps = table.Column<int>(type: "INTEGER", nullable: false),
                    category = table.Column<string>(type: "TEXT", nullable: false),
                    back_on = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    look_again_on = table.Column<DateOnly>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_member_state", x => x.member_id);
                });

            migrationBuilder.CreateTable(
                name: "state_change",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    member_id = table.Column<long>(type: "INTEGER", nullable: false),
                    from_state = table.Column<string>(type: "TEXT", nullable: true),
                    to_state = table.Column<string>(type: "TEXT", nullable: false),
                    on = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    cause = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_state_change", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "state_group",
                columns: table => new
                {
                    category = table.Column<string>(type: "TEXT", nullable: false),
                    store_kind = table.Column<string>(type: "TEXT", nullable: false),
                    median_days = table.Column<double>(type: "REAL", nullable: false),
                    gaps = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_state_group", x => new { x.category, x.store_kind });
                });

            migrationBuilder.CreateTable(
                name: "state_run",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    on = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    started_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    purchase_id = table.Column<long>(type: "INTEGER", nullable: false),
                    full = table.Column<bool>(type: "INTEGER", nullable: false),
                    top_spend_cents = table.Column<long>(type: "INTEGER", nullable: false),
                    settings_version = table.Column<int>(type: "INTEGER", nullable: false),
                    looked = table.Column<int>(type: "INTEGER", nullable: false),
                    moved = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_state_run", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "survey",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    active = table.Column<bool>(type: "INTEGER", nullable: false),
                    question_nl = table.Column<string>(type: "TEXT", nullable: false),
                    question_en = table.Column<string>(type: "TEXT", nullable: false),
                    wait_days = table.Column<int>(type: "INTEGER", nullable: false),
                    rest_days = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_survey", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "survey_answer",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    survey_id = table.Column<long>(type: "INTEGER", nullable: false),
                    member_id = table.Column<long>(type: "INTEGER", nullable: true),
                    store_id = table.Column<long>(type: "INTEGER", nullable: true),
                    channel = table.Column<string>(type: "TEXT", nullable: false),
                    tier = table.Column<string>(type: "TEXT", nullable: false),
                    score = table.Column<int>(type: "INTEGER", nullable: false),
                    comment = table.Column<string>(type: "TEXT", nullable: false),
                    answered_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    answered_on = table.Column<DateOnly>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_survey_answer", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_member_referred_by_id",
                table: "member",
                column: "referred_by_id");

            migrationBuilder.CreateIndex(
                name: "IX_complaint_member_id_state",
                table: "complaint",
                columns: new[] { "member_id", "state" });

            migrationBuilder.CreateIndex(
                name: "IX_complaint_state_due_on",
                table: "complaint",
                columns: new[] { "state", "due_on" });

            migrationBuilder.CreateIndex(
                name: "IX_member_promise_due_on_done_on",
                table: "member_promise",
                columns: new[] { "due_on", "done_on" });

            migrationBuilder.CreateIndex(
                name: "IX_member_promise_kind_reference",
                table: "member_promise",
                columns: new[] { "kind", "reference" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_member_promise_member_id_broken_on",
                table: "member_promise",
                columns: new[] { "member_id", "broken_on" });

            migrationBuilder.CreateIndex(
                name: "IX_member_state_look_again_on",
                table: "member_state",
                column: "look_again_on");

            migrationBuilder.CreateIndex(
                name: "IX_member_state_state_since",
                table: "member_state",
                columns: new[] { "state", "since" });

            migrationBuilder.CreateIndex(
                name: "IX_state_change_member_id_on",
                table: "state_change",
                columns: new[] { "member_id", "on" });

            migrationBuilder.CreateIndex(
                name: "IX_state_change_on",
                table: "state_change",
                column: "on");

            migrationBuilder.CreateIndex(
                name: "IX_state_run_on",
                table: "state_run",
                column: "on");

            migrationBuilder.CreateIndex(
                name: "IX_survey_answer_answered_on_store_id",
                table: "survey_answer",
                columns: new[] { "answered_on", "store_id" });

            migrationBuilder.CreateIndex(
                name: "IX_survey_answer_member_id_answered_on",
                table: "survey_answer",
                columns: new[] { "member_id", "answered_on" });

            // Rows that are written once and never changed.
            migrationBuilder.Sql("CREATE TRIGGER survey_answer_no_update BEFORE UPDATE ON survey_answer BEGIN SELECT RAISE(ABORT, 'survey_answer is append-only'); END");
            migrationBuilder.Sql("CREATE TRIGGER survey_answer_no_delete BEFORE DELETE ON survey_answer BEGIN SELECT RAISE(ABORT, 'survey_answer is append-only'); END");
            migrationBuilder.Sql("CREATE TRIGGER state_change_no_update BEFORE UPDATE ON state_change BEGIN SELECT RAISE(ABORT, 'state_change is append-only'); END");
            migrationBuilder.Sql("CREATE TRIGGER state_change_no_delete BEFORE DELETE ON state_change BEGIN SELECT RAISE(ABORT, 'state_change is append-only'); END");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "complaint");

            migrationBuilder.DropTable(
                name: "lifecycle_settings");

            migrationBuilder.DropTable(
                name: "member_promise");

            migrationBuilder.DropTable(
                name: "member_state");

            migrationBuilder.DropTable(
                name: "state_change");

            migrationBuilder.DropTable(
                name: "state_group");

            migrationBuilder.DropTable(
                name: "state_run");

            migrationBuilder.DropTable(
                name: "survey");

            migrationBuilder.DropTable(
                name: "survey_answer");

            migrationBuilder.DropIndex(
                name: "IX_member_referred_by_id",
                table: "member");

            migrationBuilder.DropColumn(
                name: "referred_by_id",
                table: "member");
        }
    }
}
