using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace LoyaltyStudio.Data.Migrations.Postgres
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
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "buyer_id",
                table: "purchase_line",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "promised_on",
                table: "purchase",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "colleague_id",
                table: "outbox_message",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "moved_on",
                table: "member",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "referred_by_id",
                table: "member",
                type: "bigint",
                nullable: true);

            migrationBuilder.AlterColumn<long>(
                name: "campaign_id",
                table: "coupon",
                type: "bigint",
                nullable: true,
                oldClrType: typeof(long),
                oldType: "bigint");

            migrationBuilder.AddColumn<int>(
                name: "not_in_segment",
                table: "campaign_run",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "open_complaint",
                table: "campaign_run",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "segment_id",
                table: "campaign",
                type: "bigint",
                nullable: true);

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
                name: "complaint",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    member_id = table.Column<long>(type: "bigint", nullable: true),
                    store_id = table.Column<long>(type: "bigint", nullable: true),
                    channel = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    body = table.Column<string>(type: "text", nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    opened_on = table.Column<DateOnly>(type: "date", nullable: false),
                    opened_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    due_on = table.Column<DateOnly>(type: "date", nullable: false),
                    answer = table.Column<string>(type: "text", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    answer_id = table.Column<long>(type: "bigint", nullable: true),
                    purchase_id = table.Column<long>(type: "bigint", nullable: true),
                    request_key = table.Column<string>(type: "text", nullable: true),
                    answered_on = table.Column<DateOnly>(type: "date", nullable: true),
                    closed_on = table.Column<DateOnly>(type: "date", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_complaint", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "complaint_note",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    complaint_id = table.Column<long>(type: "bigint", nullable: false),
                    step = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_complaint_note", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "feedback_alert",
                columns: table => new
                {
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    subject_id = table.Column<long>(type: "bigint", nullable: false),
                    message_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_feedback_alert", x => new { x.user_id, x.subject, x.subject_id });
                });

            migrationBuilder.CreateTable(
                name: "feedback_setting",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    complaint_days = table.Column<int>(type: "integer", nullable: false),
                    invitation_days = table.Column<int>(type: "integer", nullable: false),
                    alert_by_mail = table.Column<bool>(type: "boolean", nullable: false),
                    recovery_days = table.Column<int>(type: "integer", nullable: false),
                    gesture_budget_cents = table.Column<long>(type: "bigint", nullable: false),
                    hundred_points_cents = table.Column<long>(type: "bigint", nullable: false),
                    card_cents = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_feedback_setting", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "feedback_tag",
                columns: table => new
                {
                    subject = table.Column<string>(type: "text", nullable: false),
                    subject_id = table.Column<long>(type: "bigint", nullable: false),
                    tag = table.Column<string>(type: "text", nullable: false),
                    automatic = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_feedback_tag", x => new { x.subject, x.subject_id, x.tag });
                });

            migrationBuilder.CreateTable(
                name: "feedback_theme",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "text", nullable: false),
                    words = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_feedback_theme", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "gesture_budget",
                columns: table => new
                {
                    store_id = table.Column<long>(type: "bigint", nullable: false),
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    spent_cents = table.Column<long>(type: "bigint", nullable: false),
                    limit_cents = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_gesture_budget", x => new { x.store_id, x.month });
                });

            migrationBuilder.CreateTable(
                name: "lifecycle_settings",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    returned_days = table.Column<int>(type: "integer", nullable: false),
                    risk_days = table.Column<int>(type: "integer", nullable: false),
                    low_score = table.Column<int>(type: "integer", nullable: false),
                    new_days = table.Column<int>(type: "integer", nullable: false),
                    new_purchases = table.Column<int>(type: "integer", nullable: false),
                    hesitating_tenths = table.Column<int>(type: "integer", nullable: false),
                    lapsed_tenths = table.Column<int>(type: "integer", nullable: false),
                    lost_tenths = table.Column<int>(type: "integer", nullable: false),
                    lost_days = table.Column<int>(type: "integer", nullable: false),
                    unsubscribed_is_lost = table.Column<bool>(type: "boolean", nullable: false),
                    top_percent = table.Column<int>(type: "integer", nullable: false),
                    high_score = table.Column<int>(type: "integer", nullable: false),
                    group_weight = table.Column<int>(type: "integer", nullable: false),
                    start_days = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_lifecycle_settings", x => x.id);
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
                name: "member_promise",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    kind = table.Column<string>(type: "text", nullable: false),
                    reference = table.Column<string>(type: "text", nullable: false),
                    member_id = table.Column<long>(type: "bigint", nullable: true),
                    store_id = table.Column<long>(type: "bigint", nullable: true),
                    channel = table.Column<string>(type: "text", nullable: false),
                    purchase_id = table.Column<long>(type: "bigint", nullable: true),
                    made_on = table.Column<DateOnly>(type: "date", nullable: false),
                    due_on = table.Column<DateOnly>(type: "date", nullable: false),
                    done_on = table.Column<DateOnly>(type: "date", nullable: true),
                    broken_on = table.Column<DateOnly>(type: "date", nullable: true),
                    note = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_member_promise", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "member_rfm",
                columns: table => new
                {
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    recency = table.Column<int>(type: "integer", nullable: false),
                    frequency = table.Column<int>(type: "integer", nullable: false),
                    monetary = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_member_rfm", x => x.member_id);
                });

            migrationBuilder.CreateTable(
                name: "member_state",
                columns: table => new
                {
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    since = table.Column<DateOnly>(type: "date", nullable: false),
                    cause = table.Column<string>(type: "text", nullable: false),
                    rhythm_days = table.Column<double>(type: "double precision", nullable: false),
                    gaps = table.Column<int>(type: "integer", nullable: false),
                    category = table.Column<string>(type: "text", nullable: false),
                    back_on = table.Column<DateOnly>(type: "date", nullable: true),
                    look_again_on = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_member_state", x => x.member_id);
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
                name: "promise_kind",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    code = table.Column<string>(type: "text", nullable: false),
                    name_nl = table.Column<string>(type: "text", nullable: false),
                    name_en = table.Column<string>(type: "text", nullable: false),
                    active = table.Column<bool>(type: "boolean", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_promise_kind", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "recovery",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    promise_id = table.Column<long>(type: "bigint", nullable: false),
                    member_id = table.Column<long>(type: "bigint", nullable: true),
                    store_id = table.Column<long>(type: "bigint", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    opened_on = table.Column<DateOnly>(type: "date", nullable: false),
                    due_on = table.Column<DateOnly>(type: "date", nullable: false),
                    gesture = table.Column<string>(type: "text", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    cost_cents = table.Column<long>(type: "bigint", nullable: false),
                    given_on = table.Column<DateOnly>(type: "date", nullable: true),
                    note = table.Column<string>(type: "text", nullable: false),
                    handled_by = table.Column<string>(type: "text", nullable: false),
                    handled_on = table.Column<DateOnly>(type: "date", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_recovery", x => x.id);
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

            migrationBuilder.CreateTable(
                name: "review",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    member_id = table.Column<long>(type: "bigint", nullable: true),
                    product_id = table.Column<long>(type: "bigint", nullable: true),
                    store_id = table.Column<long>(type: "bigint", nullable: true),
                    channel = table.Column<string>(type: "text", nullable: false),
                    stars = table.Column<int>(type: "integer", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    written_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    written_on = table.Column<DateOnly>(type: "date", nullable: false),
                    invitation_id = table.Column<long>(type: "bigint", nullable: true),
                    request_key = table.Column<string>(type: "text", nullable: true),
                    decided_by = table.Column<string>(type: "text", nullable: false),
                    decided_on = table.Column<DateOnly>(type: "date", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_review", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "scan",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    channel = table.Column<string>(type: "text", nullable: false),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    repeat_months = table.Column<int>(type: "integer", nullable: false),
                    repeat_on = table.Column<DateOnly>(type: "date", nullable: true),
                    finished = table.Column<bool>(type: "boolean", nullable: false),
                    note = table.Column<string>(type: "text", nullable: false),
                    by = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_scan", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "scan_action",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    scan_id = table.Column<long>(type: "bigint", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    due_on = table.Column<DateOnly>(type: "date", nullable: true),
                    done_on = table.Column<DateOnly>(type: "date", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_scan_action", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "scan_item",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    scan_id = table.Column<long>(type: "bigint", nullable: false),
                    question_id = table.Column<long>(type: "bigint", nullable: false),
                    score = table.Column<int>(type: "integer", nullable: true),
                    not_applicable = table.Column<bool>(type: "boolean", nullable: false),
                    note = table.Column<string>(type: "text", nullable: false),
                    link = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_scan_item", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "scan_picture",
                columns: table => new
                {
                    item_id = table.Column<long>(type: "bigint", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    added_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_scan_picture", x => x.item_id);
                });

            migrationBuilder.CreateTable(
                name: "scan_question",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    channel = table.Column<string>(type: "text", nullable: false),
                    place = table.Column<int>(type: "integer", nullable: false),
                    text_nl = table.Column<string>(type: "text", nullable: false),
                    text_en = table.Column<string>(type: "text", nullable: false),
                    active = table.Column<bool>(type: "boolean", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_scan_question", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "segment",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    code = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    description = table.Column<string>(type: "text", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    definition = table.Column<string>(type: "text", nullable: false),
                    archived = table.Column<bool>(type: "boolean", nullable: false),
                    refreshed_on = table.Column<DateOnly>(type: "date", nullable: true),
                    size = table.Column<int>(type: "integer", nullable: false),
                    author = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    changed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_segment", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "state_change",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    from_state = table.Column<string>(type: "text", nullable: true),
                    to_state = table.Column<string>(type: "text", nullable: false),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    cause = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_state_change", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "state_group",
                columns: table => new
                {
                    category = table.Column<string>(type: "text", nullable: false),
                    store_kind = table.Column<string>(type: "text", nullable: false),
                    median_days = table.Column<double>(type: "double precision", nullable: false),
                    gaps = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_state_group", x => new { x.category, x.store_kind });
                });

            migrationBuilder.CreateTable(
                name: "state_run",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    started_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    purchase_id = table.Column<long>(type: "bigint", nullable: false),
                    full = table.Column<bool>(type: "boolean", nullable: false),
                    top_spend_cents = table.Column<long>(type: "bigint", nullable: false),
                    settings_version = table.Column<int>(type: "integer", nullable: false),
                    looked = table.Column<int>(type: "integer", nullable: false),
                    moved = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_state_run", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "store_tablet",
                columns: table => new
                {
                    store_id = table.Column<long>(type: "bigint", nullable: false),
                    code_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    made_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    made_by = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_store_tablet", x => x.store_id);
                });

            migrationBuilder.CreateTable(
                name: "survey",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    active = table.Column<bool>(type: "boolean", nullable: false),
                    question_nl = table.Column<string>(type: "text", nullable: false),
                    question_en = table.Column<string>(type: "text", nullable: false),
                    wait_days = table.Column<int>(type: "integer", nullable: false),
                    rest_days = table.Column<int>(type: "integer", nullable: false),
                    every_days = table.Column<int>(type: "integer", nullable: false),
                    ask_review = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_survey", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "survey_answer",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    survey_id = table.Column<long>(type: "bigint", nullable: false),
                    member_id = table.Column<long>(type: "bigint", nullable: true),
                    store_id = table.Column<long>(type: "bigint", nullable: true),
                    channel = table.Column<string>(type: "text", nullable: false),
                    tier = table.Column<string>(type: "text", nullable: false),
                    score = table.Column<int>(type: "integer", nullable: false),
                    comment = table.Column<string>(type: "text", nullable: false),
                    answered_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    answered_on = table.Column<DateOnly>(type: "date", nullable: false),
                    invitation_id = table.Column<long>(type: "bigint", nullable: true),
                    purchase_id = table.Column<long>(type: "bigint", nullable: true),
                    request_key = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_survey_answer", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "survey_invitation",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    survey_id = table.Column<long>(type: "bigint", nullable: false),
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    moment = table.Column<string>(type: "text", nullable: false),
                    store_id = table.Column<long>(type: "bigint", nullable: true),
                    channel = table.Column<string>(type: "text", nullable: false),
                    purchase_id = table.Column<long>(type: "bigint", nullable: true),
                    language = table.Column<string>(type: "text", nullable: false),
                    invited_on = table.Column<DateOnly>(type: "date", nullable: false),
                    expires_on = table.Column<DateOnly>(type: "date", nullable: false),
                    token_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    answered_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_survey_invitation", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "segment_member",
                columns: table => new
                {
                    segment_id = table.Column<long>(type: "bigint", nullable: false),
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    since = table.Column<DateOnly>(type: "date", nullable: false)
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
                    segment_id = table.Column<long>(type: "bigint", nullable: false),
                    as_of = table.Column<DateOnly>(type: "date", nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false),
                    entered = table.Column<int>(type: "integer", nullable: false),
                    left = table.Column<int>(type: "integer", nullable: false)
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
                name: "IX_purchase_member_id_business_date_kept_cents_kind_channel_st~",
                table: "purchase",
                columns: new[] { "member_id", "business_date", "kept_cents", "kind", "channel", "store_id" });

            migrationBuilder.CreateIndex(
                name: "IX_member_referred_by_id",
                table: "member",
                column: "referred_by_id");

            migrationBuilder.CreateIndex(
                name: "IX_member_status_email_consent_language_home_store_id_enrolled~",
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
            migrationBuilder.Sql("CREATE TRIGGER survey_answer_append_only BEFORE UPDATE OR DELETE ON survey_answer FOR EACH ROW EXECUTE FUNCTION refuse_change()");
            migrationBuilder.Sql("CREATE TRIGGER state_change_append_only BEFORE UPDATE OR DELETE ON state_change FOR EACH ROW EXECUTE FUNCTION refuse_change()");
            migrationBuilder.Sql("CREATE TRIGGER model_fit_append_only BEFORE UPDATE OR DELETE ON model_fit FOR EACH ROW EXECUTE FUNCTION refuse_change()");
            migrationBuilder.Sql("CREATE TRIGGER complaint_note_append_only BEFORE UPDATE OR DELETE ON complaint_note FOR EACH ROW EXECUTE FUNCTION refuse_change()");
            migrationBuilder.Sql("CREATE TRIGGER feedback_alert_append_only BEFORE UPDATE OR DELETE ON feedback_alert FOR EACH ROW EXECUTE FUNCTION refuse_change()");
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
                name: "IX_purchase_member_id_business_date_kept_cents_kind_channel_st~",
                table: "purchase");

            migrationBuilder.DropIndex(
                name: "IX_member_referred_by_id",
                table: "member");

            migrationBuilder.DropIndex(
                name: "IX_member_status_email_consent_language_home_store_id_enrolled~",
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
                type: "bigint",
                nullable: false,
                defaultValue: 0L,
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_purchase_member_id_business_date_kept_cents",
                table: "purchase",
                columns: new[] { "member_id", "business_date", "kept_cents" });
        }
    }
}
