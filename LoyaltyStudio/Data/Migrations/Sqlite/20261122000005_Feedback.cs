using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyStudio.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Feedback : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "invitation_id",
                table: "survey_answer",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "purchase_id",
                table: "survey_answer",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "request_key",
                table: "survey_answer",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "ask_review",
                table: "survey",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "every_days",
                table: "survey",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateOnly>(
                name: "promised_on",
                table: "purchase",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "colleague_id",
                table: "outbox_message",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "note",
                table: "member_promise",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AlterColumn<long>(
                name: "campaign_id",
                table: "coupon",
                type: "INTEGER",
                nullable: true,
                oldClrType: typeof(long),
                oldType: "INTEGER");

            migrationBuilder.AddColumn<long>(
                name: "answer_id",
                table: "complaint",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "purchase_id",
                table: "complaint",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "request_key",
                table: "complaint",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "source",
                table: "complaint",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "open_complaint",
                table: "campaign_run",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "complaint_note",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    complaint_id = table.Column<long>(type: "INTEGER", nullable: false),
                    step = table.Column<string>(type: "TEXT", nullable: false),
                    text = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    by = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_complaint_note", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "feedback_alert",
                columns: table => new
                {
                    user_id = table.Column<long>(type: "INTEGER", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    subject_id = table.Column<long>(type: "INTEGER", nullable: false),
                    message_id = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_feedback_alert", x => new { x.user_id, x.subject, x.subject_id });
                });

            migrationBuilder.CreateTable(
                name: "feedback_setting",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    complaint_days = table.Column<int>(type: "INTEGER", nullable: false),
                    invitation_days = table.Column<int>(type: "INTEGER", nullable: false),
                    alert_by_mail = table.Column<bool>(type: "INTEGER", nullable: false),
                    recovery_days = table.Column<int>(type: "INTEGER", nullable: false),
                    gesture_budget_cents = table.Column<long>(type: "INTEGER", nullable: false),
                    hundred_points_cents = table.Column<long>(type: "INTEGER", nullable: false),
                    card_cents = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_feedback_setting", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "feedback_tag",
                columns: table => new
                {
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    subject_id = table.Column<long>(type: "INTEGER", nullable: false),
                    tag = table.Column<string>(type: "TEXT", nullable: false),
                    automatic = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_feedback_tag", x => new { x.subject, x.subject_id, x.tag });
                });

            migrationBuilder.CreateTable(
                name: "feedback_theme",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    words = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_feedback_theme", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "gesture_budget",
                columns: table => new
                {
                    store_id = table.Column<long>(type: "INTEGER", nullable: false),
                    month = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    spent_cents = table.Column<long>(type: "INTEGER", nullable: false),
                    limit_cents = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_gesture_budget", x => new { x.store_id, x.month });
                });

            migrationBuilder.CreateTable(
                name: "promise_kind",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    code = table.Column<string>(type: "TEXT", nullable: false),
                    name_nl = table.Column<string>(type: "TEXT", nullable: false),
                    name_en = table.Column<string>(type: "TEXT", nullable: false),
                    active = table.Column<bool>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_promise_kind", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "recovery",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    promise_id = table.Column<long>(type: "INTEGER", nullable: false),
                    member_id = table.Column<long>(type: "INTEGER", nullable: true),
                    store_id = table.Column<long>(type: "INTEGER", nullable: true),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    opened_on = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    due_on = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    gesture = table.Column<string>(type: "TEXT", nullable: false),
                    amount = table.Column<long>(type: "INTEGER", nullable: false),
                    cost_cents = table.Column<long>(type: "INTEGER", nullable: false),
                    given_on = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    note = table.Column<string>(type: "TEXT", nullable: false),
                    handled_by = table.Column<string>(type: "TEXT", nullable: false),
                    handled_on = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_recovery", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "review",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    member_id = table.Column<long>(type: "INTEGER", nullable: true),
                    product_id = table.Column<long>(type: "INTEGER", nullable: true),
                    store_id = table.Column<long>(type: "INTEGER", nullable: true),
                    channel = table.Column<string>(type: "TEXT", nullable: false),
                    stars = table.Column<int>(type: "INTEGER", nullable: false),
                    text = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    written_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    written_on = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    invitation_id = table.Column<long>(type: "INTEGER", nullable: true),
                    request_key = table.Column<string>(type: "TEXT", nullable: true),
                    decided_by = table.Column<string>(type: "TEXT", nullable: false),
                    decided_on = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_review", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "scan",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    channel = table.Column<string>(type: "TEXT", nullable: false),
                    on = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    owner_id = table.Column<long>(type: "INTEGER", nullable: true),
                    repeat_months = table.Column<int>(type: "INTEGER", nullable: false),
                    repeat_on = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    finished = table.Column<bool>(type: "INTEGER", nullable: false),
                    note = table.Column<string>(type: "TEXT", nullable: false),
                    by = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_scan", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "scan_action",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    scan_id = table.Column<long>(type: "INTEGER", nullable: false),
                    text = table.Column<string>(type: "TEXT", nullable: false),
                    owner_id = table.Column<long>(type: "INTEGER", nullable: true),
                    due_on = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    done_on = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_scan_action", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "scan_item",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    scan_id = table.Column<long>(type: "INTEGER", nullable: false),
                    question_id = table.Column<long>(type: "INTEGER", nullable: false),
                    score = table.Column<int>(type: "INTEGER", nullable: true),
                    not_applicable = table.Column<bool>(type: "INTEGER", nullable: false),
                    note = table.Column<string>(type: "TEXT", nullable: false),
                    link = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_scan_item", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "scan_picture",
                columns: table => new
                {
                    item_id = table.Column<long>(type: "INTEGER", nullable: false),
                    content = table.Column<byte[]>(type: "BLOB", nullable: false),
                    type = table.Column<string>(type: "TEXT", nullable: false),
                    added_at = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_scan_picture", x => x.item_id);
                });

            migrationBuilder.CreateTable(
                name: "scan_question",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    channel = table.Column<string>(type: "TEXT", nullable: false),
                    place = table.Column<int>(type: "INTEGER", nullable: false),
                    text_nl = table.Column<string>(type: "TEXT", nullable: false),
                    text_en = table.Column<string>(type: "TEXT", nullable: false),
                    active = table.Column<bool>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_scan_question", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "store_tablet",
                columns: table => new
                {
                    store_id = table.Column<long>(type: "INTEGER", nullable: false),
                    code_hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    made_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    made_by = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_store_tablet", x => x.store_id);
                });

            migrationBuilder.CreateTable(
                name: "survey_invitation",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    survey_id = table.Column<long>(type: "INTEGER", nullable: false),
                    member_id = table.Column<long>(type: "INTEGER", nullable: false),
                    moment = table.Column<string>(type: "TEXT", nullable: false),
                    store_id = table.Column<long>(type: "INTEGER", nullable: true),
                    channel = table.Column<string>(type: "TEXT", nullable: false),
                    purchase_id = table.Column<long>(type: "INTEGER", nullable: true),
                    language = table.Column<string>(type: "TEXT", nullable: false),
                    invited_on = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    expires_on = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    token_hash = table.Column<byte[]>(type: "BLOB", nullable: true),
                    answered_at = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_survey_invitation", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_survey_answer_invitation_id",
                table: "survey_answer",
                column: "invitation_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_survey_answer_request_key",
                table: "survey_answer",
                column: "request_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_member_promise_broken_on",
                table: "member_promise",
                column: "broken_on");

            migrationBuilder.CreateIndex(
                name: "IX_complaint_answer_id",
                table: "complaint",
                column: "answer_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_complaint_request_key",
                table: "complaint",
                column: "request_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_complaint_note_complaint_id_id",
                table: "complaint_note",
                columns: new[] { "complaint_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_feedback_tag_tag_subject",
                table: "feedback_tag",
                columns: new[] { "tag", "subject" });

            migrationBuilder.CreateIndex(
                name: "IX_feedback_theme_name",
                table: "feedback_theme",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_promise_kind_code",
                table: "promise_kind",
                column: "code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_recovery_given_on",
                table: "recovery",
                column: "given_on");

            migrationBuilder.CreateIndex(
                name: "IX_recovery_member_id",
                table: "recovery",
                column: "member_id");

            migrationBuilder.CreateIndex(
                name: "IX_recovery_promise_id",
                table: "recovery",
                column: "promise_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_recovery_state_due_on",
                table: "recovery",
                columns: new[] { "state", "due_on" });

            migrationBuilder.CreateIndex(
                name: "IX_review_invitation_id",
                table: "review",
                column: "invitation_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_review_member_id",
                table: "review",
                column: "member_id");

            migrationBuilder.CreateIndex(
                name: "IX_review_product_id_state",
                table: "review",
                columns: new[] { "product_id", "state" });

            migrationBuilder.CreateIndex(
                name: "IX_review_request_key",
                table: "review",
                column: "request_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_review_state_written_on",
                table: "review",
                columns: new[] { "state", "written_on" });

            migrationBuilder.CreateIndex(
                name: "IX_scan_channel_on",
                table: "scan",
                columns: new[] { "channel", "on" });

            migrationBuilder.CreateIndex(
                name: "IX_scan_repeat_on",
                table: "scan",
                column: "repeat_on");

            migrationBuilder.CreateIndex(
                name: "IX_scan_action_done_on_due_on",
                table: "scan_action",
                columns: new[] { "done_on", "due_on" });

            migrationBuilder.CreateIndex(
                name: "IX_scan_action_scan_id",
                table: "scan_action",
                column: "scan_id");

            migrationBuilder.CreateIndex(
                name: "IX_scan_item_scan_id_question_id",
                table: "scan_item",
                columns: new[] { "scan_id", "question_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_scan_question_channel_place",
                table: "scan_question",
                columns: new[] { "channel", "place" });

            migrationBuilder.CreateIndex(
                name: "IX_store_tablet_code_hash",
                table: "store_tablet",
                column: "code_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_survey_invitation_invited_on",
                table: "survey_invitation",
                column: "invited_on");

            migrationBuilder.CreateIndex(
                name: "IX_survey_invitation_member_id_invited_on",
                table: "survey_invitation",
                columns: new[] { "member_id", "invited_on" });

            migrationBuilder.CreateIndex(
                name: "IX_survey_invitation_survey_id_member_id_moment",
                table: "survey_invitation",
                columns: new[] { "survey_id", "member_id", "moment" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_survey_invitation_token_hash",
                table: "survey_invitation",
                column: "token_hash",
                unique: true);

            // Rows that are written once and never changed.
            migrationBuilder.Sql("CREATE TRIGGER complaint_note_no_update BEFORE UPDATE ON complaint_note BEGIN SELECT RAISE(ABORT, 'complaint_note is append-only'); END");
            migrationBuilder.Sql("CREATE TRIGGER complaint_note_no_delete BEFORE DELETE ON complaint_note BEGIN SELECT RAISE(ABORT, 'complaint_note is append-only'); END");
            migrationBuilder.Sql("CREATE TRIGGER feedback_alert_no_update BEFORE UPDATE ON feedback_alert BEGIN SELECT RAISE(ABORT, 'feedback_alert is append-only'); END");
            migrationBuilder.Sql("CREATE TRIGGER feedback_alert_no_delete BEFORE DELETE ON feedback_alert BEGIN SELECT RAISE(ABORT, 'feedback_alert is append-only'); END");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "complaint_note");

            migrationBuilder.DropTable(
                name: "feedback_alert");

            migrationBuilder.DropTable(
                name: "feedback_setting");

            migrationBuilder.DropTable(
                name: "feedback_tag");

            migrationBuilder.DropTable(
                name: "feedback_theme");

            migrationBuilder.DropTable(
                name: "gesture_budget");

            migrationBuilder.DropTable(
                name: "promise_kind");

            migrationBuilder.DropTable(
                name: "recovery");

            migrationBuilder.DropTable(
                name: "review");

            migrationBuilder.DropTable(
                name: "scan");

            migrationBuilder.DropTable(
                name: "scan_action");

            migrationBuilder.DropTable(
                name: "scan_item");

            migrationBuilder.DropTable(
                name: "scan_picture");

            migrationBuilder.DropTable(
                name: "scan_question");

            migrationBuilder.DropTable(
                name: "store_tablet");

            migrationBuilder.DropTable(
                name: "survey_invitation");

            migrationBuilder.DropIndex(
                name: "IX_survey_answer_invitation_id",
                table: "survey_answer");

            migrationBuilder.DropIndex(
                name: "IX_survey_answer_request_key",
                table: "survey_answer");

            migrationBuilder.DropIndex(
                name: "IX_member_promise_broken_on",
                table: "member_promise");

            migrationBuilder.DropIndex(
                name: "IX_complaint_answer_id",
                table: "complaint");

            migrationBuilder.DropIndex(
                name: "IX_complaint_request_key",
                table: "complaint");

            migrationBuilder.DropColumn(
                name: "invitation_id",
                table: "survey_answer");

            migrationBuilder.DropColumn(
                name: "purchase_id",
                table: "survey_answer");

            migrationBuilder.DropColumn(
                name: "request_key",
                table: "survey_answer");

            migrationBuilder.DropColumn(
                name: "ask_review",
                table: "survey");

            migrationBuilder.DropColumn(
                name: "every_days",
                table: "survey");

            migrationBuilder.DropColumn(
                name: "promised_on",
                table: "purchase");

            migrationBuilder.DropColumn(
                name: "colleague_id",
                table: "outbox_message");

            migrationBuilder.DropColumn(
                name: "note",
                table: "member_promise");

            migrationBuilder.DropColumn(
                name: "answer_id",
                table: "complaint");

            migrationBuilder.DropColumn(
                name: "purchase_id",
                table: "complaint");

            migrationBuilder.DropColumn(
                name: "request_key",
                table: "complaint");

            migrationBuilder.DropColumn(
                name: "source",
                table: "complaint");

            migrationBuilder.DropColumn(
                name: "open_complaint",
                table: "campaign_run");

            migrationBuilder.AlterColumn<long>(
                name: "campaign_id",
                table: "coupon",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L,
                oldClrType: typeof(long),
                oldType: "INTEGER",
                oldNullable: true);
        }
    }
}
