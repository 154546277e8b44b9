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
                name: "promised_on",
                table: "purchase",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "colleague_id",
                table: "outbox_message",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "moved_on",
                table: "member",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "referred_by_id",
                table: "member",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AlterColumn<long>(
                name: "campaign_id",
                table: "coupon",
                type: "INTEGER",
                nullable: true,
                oldClrType: typeof(long),
                oldType: "INTEGER");

            migrationBuilder.AddColumn<int>(
                name: "not_in_segment",
                table: "campaign_run",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "open_complaint",
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
                    source = table.Column<string>(type: "TEXT", nullable: false),
                    answer_id = table.Column<long>(type: "INTEGER", nullable: true),
                    purchase_id = table.Column<long>(type: "INTEGER", nullable: true),
                    request_key = table.Column<string>(type: "TEXT", nullable: true),
                    answered_on = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    closed_on = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_complaint", x => x.id);
                });

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
                    broken_on = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    note = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_member_promise", x => x.id);
                });

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
                    every_days = table.Column<int>(type: "INTEGER", nullable: false),
                    ask_review = table.Column<bool>(type: "INTEGER", nullable: false),
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
                    answered_on = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    invitation_id = table.Column<long>(type: "INTEGER", nullable: true),
                    purchase_id = table.Column<long>(type: "INTEGER", nullable: true),
                    request_key = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_survey_answer", x => x.id);
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
                name: "IX_member_referred_by_id",
                table: "member",
                column: "referred_by_id");

            migrationBuilder.CreateIndex(
                name: "IX_member_status_email_consent_language_home_store_id_enrolled_on_birth_date_country_acquisition_source",
                table: "member",
                columns: new[] { "status", "email_consent", "language", "home_store_id", "enrolled_on", "birth_date", "country", "acquisition_source" });

            migrationBuilder.CreateIndex(
                name: "IX_complaint_answer_id",
                table: "complaint",
                column: "answer_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_complaint_member_id_state",
                table: "complaint",
                columns: new[] { "member_id", "state" });

            migrationBuilder.CreateIndex(
                name: "IX_complaint_request_key",
                table: "complaint",
                column: "request_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_complaint_state_due_on",
                table: "complaint",
                columns: new[] { "state", "due_on" });

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
                name: "IX_member_promise_broken_on",
                table: "member_promise",
                column: "broken_on");

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
                name: "IX_member_rfm_recency_frequency_monetary",
                table: "member_rfm",
                columns: new[] { "recency", "frequency", "monetary" });

            migrationBuilder.CreateIndex(
                name: "IX_member_state_look_again_on",
                table: "member_state",
                column: "look_again_on");

            migrationBuilder.CreateIndex(
                name: "IX_member_state_state_since",
                table: "member_state",
                columns: new[] { "state", "since" });

            migrationBuilder.CreateIndex(
                name: "IX_model_fit_as_of",
                table: "model_fit",
                column: "as_of");

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
                name: "IX_replenishment_due_on",
                table: "replenishment",
                column: "due_on");

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
                name: "IX_segment_code",
                table: "segment",
                column: "code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_segment_member_member_id",
                table: "segment_member",
                column: "member_id");

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
                name: "IX_store_tablet_code_hash",
                table: "store_tablet",
                column: "code_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_survey_answer_answered_on_store_id",
                table: "survey_answer",
                columns: new[] { "answered_on", "store_id" });

            migrationBuilder.CreateIndex(
                name: "IX_survey_answer_invitation_id",
                table: "survey_answer",
                column: "invitation_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_survey_answer_member_id_answered_on",
                table: "survey_answer",
                columns: new[] { "member_id", "answered_on" });

            migrationBuilder.CreateIndex(
                name: "IX_survey_answer_request_key",
                table: "survey_answer",
                column: "request_key",
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

            // What buyers bought stands with every line, so that segments need not look purchases up.
            migrationBuilder.Sql("""
                UPDATE purchase_line SET buyer_id = p.member_id, bought_on = p.business_date FROM purchase p
                WHERE p.id = purchase_line.purchase_id AND p.kind = 'Purchase' AND p.member_id IS NOT NULL;
                """);

            // Rows that are written once and never changed.
            migrationBuilder.Sql("CREATE TRIGGER survey_answer_no_update BEFORE UPDATE ON survey_answer BEGIN SELECT RAISE(ABORT, 'survey_answer is append-only'); END");
            migrationBuilder.Sql("CREATE TRIGGER survey_answer_no_delete BEFORE DELETE ON survey_answer BEGIN SELECT RAISE(ABORT, 'survey_answer is append-only'); END");
            migrationBuilder.Sql("CREATE TRIGGER state_change_no_update BEFORE UPDATE ON state_change BEGIN SELECT RAISE(ABORT, 'state_change is append-only'); END");
            migrationBuilder.Sql("CREATE TRIGGER state_change_no_delete BEFORE DELETE ON state_change BEGIN SELECT RAISE(ABORT, 'state_change is append-only'); END");
            migrationBuilder.Sql("CREATE TRIGGER model_fit_no_update BEFORE UPDATE ON model_fit BEGIN SELECT RAISE(ABORT, 'model_fit is append-only'); END");
            migrationBuilder.Sql("CREATE TRIGGER model_fit_no_delete BEFORE DELETE ON model_fit BEGIN SELECT RAISE(ABORT, 'model_fit is append-only'); END");
            migrationBuilder.Sql("CREATE TRIGGER complaint_note_no_update BEFORE UPDATE ON complaint_note BEGIN SELECT RAISE(ABORT, 'complaint_note is append-only'); END");
            migrationBuilder.Sql("CREATE TRIGGER complaint_note_no_delete BEFORE DELETE ON complaint_note BEGIN SELECT RAISE(ABORT, 'complaint_note is append-only'); END");
            migrationBuilder.Sql("CREATE TRIGGER feedback_alert_no_update BEFORE UPDATE ON feedback_alert BEGIN SELECT RAISE(ABORT, 'feedback_alert is append-only'); END");
            migrationBuilder.Sql("CREATE TRIGGER feedback_alert_no_delete BEFORE DELETE ON feedback_alert BEGIN SELECT RAISE(ABORT, 'feedback_alert is append-only'); END");
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
                name: "complaint");

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
                name: "lifecycle_settings");

            migrationBuilder.DropTable(
                name: "member_prediction");

            migrationBuilder.DropTable(
                name: "member_promise");

            migrationBuilder.DropTable(
                name: "member_rfm");

            migrationBuilder.DropTable(
                name: "member_state");

            migrationBuilder.DropTable(
                name: "model_fit");

            migrationBuilder.DropTable(
                name: "prediction_setting");

            migrationBuilder.DropTable(
                name: "promise_kind");

            migrationBuilder.DropTable(
                name: "recovery");

            migrationBuilder.DropTable(
                name: "replenishment");

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
                name: "segment_member");

            migrationBuilder.DropTable(
                name: "segment_size");

            migrationBuilder.DropTable(
                name: "state_change");

            migrationBuilder.DropTable(
                name: "state_group");

            migrationBuilder.DropTable(
                name: "state_run");

            migrationBuilder.DropTable(
                name: "store_tablet");

            migrationBuilder.DropTable(
                name: "survey");

            migrationBuilder.DropTable(
                name: "survey_answer");

            migrationBuilder.DropTable(
                name: "survey_invitation");

            migrationBuilder.DropTable(
                name: "segment");

            migrationBuilder.DropIndex(
                name: "IX_purchase_line_product_id_bought_on_buyer_id_purchase_id",
                table: "purchase_line");

            migrationBuilder.DropIndex(
                name: "IX_purchase_member_id_business_date_kept_cents_kind_channel_store_id",
                table: "purchase");

            migrationBuilder.DropIndex(
                name: "IX_member_referred_by_id",
                table: "member");

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
                name: "promised_on",
                table: "purchase");

            migrationBuilder.DropColumn(
                name: "colleague_id",
                table: "outbox_message");

            migrationBuilder.DropColumn(
                name: "moved_on",
                table: "member");

            migrationBuilder.DropColumn(
                name: "referred_by_id",
                table: "member");

            migrationBuilder.DropColumn(
                name: "not_in_segment",
                table: "campaign_run");

            migrationBuilder.DropColumn(
                name: "open_complaint",
                table: "campaign_run");

            migrationBuilder.DropColumn(
                name: "segment_id",
                table: "campaign");

            migrationBuilder.AlterColumn<long>(
                name: "campaign_id",
                table: "coupon",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L,
                oldClrType: typeof(long),
                oldType: "INTEGER",
                oldNullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_purchase_member_id_business_date_kept_cents",
                table: "purchase",
                columns: new[] { "member_id", "business_date", "kept_cents" });
        }
    }
}
