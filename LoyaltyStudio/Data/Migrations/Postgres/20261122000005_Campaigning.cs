using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace LoyaltyStudio.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Campaigning : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // What a campaign of one message was becomes a flow of two steps. By hand, because a rename would keep the old contents under the new names.
            migrationBuilder.Sql("""
                ALTER TABLE campaign RENAME COLUMN days_without_purchase TO days_before;
                ALTER TABLE campaign ADD COLUMN recipe text NOT NULL DEFAULT '';
                ALTER TABLE campaign ADD COLUMN purpose text NOT NULL DEFAULT 'Promotion';
                ALTER TABLE campaign ADD COLUMN flow text NOT NULL DEFAULT '';
                ALTER TABLE campaign ADD COLUMN edition integer NOT NULL DEFAULT 1;
                ALTER TABLE campaign ADD COLUMN except_segment_id bigint;
                ALTER TABLE campaign ADD COLUMN days_without_purchase integer;
                ALTER TABLE campaign ADD COLUMN priority integer NOT NULL DEFAULT 50;
                ALTER TABLE campaign ADD COLUMN expected_value_cents integer NOT NULL DEFAULT 0;
                ALTER TABLE campaign ADD COLUMN exclusive boolean NOT NULL DEFAULT false;
                ALTER TABLE campaign ADD COLUMN re_entry_days integer;
                ALTER TABLE campaign ADD COLUMN budget_kind text NOT NULL DEFAULT 'Activation';
                ALTER TABLE campaign ADD COLUMN budget_cents bigint;
                ALTER TABLE campaign ADD COLUMN fixed_cost_cents bigint NOT NULL DEFAULT 0;
                ALTER TABLE campaign ADD COLUMN approved_by text NOT NULL DEFAULT '';
                UPDATE campaign SET days_without_purchase = CASE WHEN segment_id IS NULL THEN days_before END, flow = json_build_object(
                    'trigger', json_build_object('kind', 'Schedule', 'schedule', 'Daily', 'day', 1, 'states', json_build_array(), 'event', '', 'details', json_build_array(), 'firstOnly', false, 'offsetDays', 0),
                    'steps', json_build_array(
                        json_build_object('kind', 'offer', 'terms', json_build_object('kind', coupon_kind, 'value', coupon_value, 'validDays', coupon_valid_days, 'valueByTier', json_build_object(), 'minimumCents', 0, 'product', '', 'category', '', 'combines', 'Cheques'), 'key', 's1'),
                        json_build_object('kind', 'message', 'channel', 'Email', 'nl', json_build_object('subject', subject_nl, 'body', body_nl, 'otherSubject', ''), 'en', json_build_object('subject', subject_en, 'body', body_en, 'otherSubject', ''), 'showDays', 30, 'key', 's2')),
                    'form', 1)::text;
                ALTER TABLE campaign DROP COLUMN days_before;
                ALTER TABLE campaign DROP COLUMN coupon_kind;
                ALTER TABLE campaign DROP COLUMN coupon_value;
                ALTER TABLE campaign DROP COLUMN coupon_valid_days;
                ALTER TABLE campaign DROP COLUMN subject_nl;
                ALTER TABLE campaign DROP COLUMN body_nl;
                ALTER TABLE campaign DROP COLUMN subject_en;
                ALTER TABLE campaign DROP COLUMN body_en;
                """);

            migrationBuilder.DropIndex(
                name: "IX_outbox_message_campaign_id_member_id",
                table: "outbox_message");

            migrationBuilder.DropIndex(
                name: "IX_coupon_campaign_id_member_id",
                table: "coupon");

            migrationBuilder.AddColumn<string>(
                name: "not_checked",
                table: "redemption",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "value",
                table: "redemption",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "address_key",
                table: "outbox_message",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "contact_id",
                table: "outbox_message",
                type: "bigint",
                nullable: true);

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

            migrationBuilder.AddColumn<long>(
                name: "offer_id",
                table: "coupon",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "capped",
                table: "campaign_run",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "exclusive_elsewhere",
                table: "campaign_run",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "global_holdout",
                table: "campaign_run",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "kept_out",
                table: "campaign_run",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "no_budget",
                table: "campaign_run",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "campaign_contact",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    campaign_id = table.Column<long>(type: "bigint", nullable: false),
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    entered_on = table.Column<DateOnly>(type: "date", nullable: false),
                    step = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    channel = table.Column<string>(type: "text", nullable: true),
                    edition = table.Column<int>(type: "integer", nullable: false),
                    variant = table.Column<string>(type: "text", nullable: false),
                    coupon_id = table.Column<long>(type: "bigint", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    amount = table.Column<int>(type: "integer", nullable: false),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_campaign_contact", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "campaign_cost",
                columns: table => new
                {
                    campaign_id = table.Column<long>(type: "bigint", nullable: false),
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    send_millicents = table.Column<long>(type: "bigint", nullable: false),
                    gift_millicents = table.Column<long>(type: "bigint", nullable: false),
                    offer_millicents = table.Column<long>(type: "bigint", nullable: false),
                    fixed_millicents = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_campaign_cost", x => new { x.campaign_id, x.month });
                });

            migrationBuilder.CreateTable(
                name: "campaign_edition",
                columns: table => new
                {
                    campaign_id = table.Column<long>(type: "bigint", nullable: false),
                    edition = table.Column<int>(type: "integer", nullable: false),
                    flow = table.Column<string>(type: "text", nullable: false),
                    saved_by = table.Column<string>(type: "text", nullable: false),
                    saved_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_campaign_edition", x => new { x.campaign_id, x.edition });
                });

            migrationBuilder.CreateTable(
                name: "campaign_result",
                columns: table => new
                {
                    campaign_id = table.Column<long>(type: "bigint", nullable: false),
                    as_of = table.Column<DateOnly>(type: "date", nullable: false),
                    measured_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    final = table.Column<bool>(type: "boolean", nullable: false),
                    last_assigned_on = table.Column<DateOnly>(type: "date", nullable: true),
                    later_members = table.Column<int>(type: "integer", nullable: false),
                    send_millicents = table.Column<long>(type: "bigint", nullable: false),
                    gift_millicents = table.Column<long>(type: "bigint", nullable: false),
                    offer_millicents = table.Column<long>(type: "bigint", nullable: false),
                    fixed_millicents = table.Column<long>(type: "bigint", nullable: false),
                    messages = table.Column<int>(type: "integer", nullable: false),
                    coupons_issued = table.Column<int>(type: "integer", nullable: false),
                    coupons_redeemed = table.Column<int>(type: "integer", nullable: false),
                    coupon_cents = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_campaign_result", x => x.campaign_id);
                });

            migrationBuilder.CreateTable(
                name: "campaign_result_arm",
                columns: table => new
                {
                    campaign_id = table.Column<long>(type: "bigint", nullable: false),
                    step = table.Column<string>(type: "text", nullable: false),
                    arm = table.Column<string>(type: "text", nullable: false),
                    place = table.Column<int>(type: "integer", nullable: false),
                    percent = table.Column<int>(type: "integer", nullable: false),
                    members = table.Column<int>(type: "integer", nullable: false),
                    buyers = table.Column<int>(type: "integer", nullable: false),
                    kept_cents = table.Column<long>(type: "bigint", nullable: false),
                    kept_low = table.Column<double>(type: "double precision", nullable: true),
                    kept_high = table.Column<double>(type: "double precision", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_campaign_result_arm", x => new { x.campaign_id, x.step, x.arm });
                });

            migrationBuilder.CreateTable(
                name: "campaign_result_day",
                columns: table => new
                {
                    campaign_id = table.Column<long>(type: "bigint", nullable: false),
                    group = table.Column<string>(type: "text", nullable: false),
                    day = table.Column<int>(type: "integer", nullable: false),
                    buyers = table.Column<int>(type: "integer", nullable: false),
                    kept_cents = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_campaign_result_day", x => new { x.campaign_id, x.group, x.day });
                });

            migrationBuilder.CreateTable(
                name: "contact_setting",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    most_per_day = table.Column<int>(type: "integer", nullable: false),
                    most_per_week = table.Column<int>(type: "integer", nullable: false),
                    mails_per_day = table.Column<int>(type: "integer", nullable: false),
                    mails_per_week = table.Column<int>(type: "integer", nullable: false),
                    quiet_from = table.Column<TimeOnly>(type: "time without time zone", nullable: false),
                    quiet_until = table.Column<TimeOnly>(type: "time without time zone", nullable: false),
                    approve_campaigns = table.Column<bool>(type: "boolean", nullable: false),
                    mail_cost_millicents = table.Column<int>(type: "integer", nullable: false),
                    print_cost_cents = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_contact_setting", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "discount_month",
                columns: table => new
                {
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    revenue_cents = table.Column<long>(type: "bigint", nullable: false),
                    discounted_cents = table.Column<long>(type: "bigint", nullable: false),
                    discount_cents = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_discount_month", x => x.month);
                });

            migrationBuilder.CreateTable(
                name: "global_holdout",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    percent = table.Column<int>(type: "integer", nullable: false),
                    salt = table.Column<string>(type: "text", nullable: false),
                    start_on = table.Column<DateOnly>(type: "date", nullable: false),
                    ended_on = table.Column<DateOnly>(type: "date", nullable: true),
                    author = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_global_holdout", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "global_holdout_member",
                columns: table => new
                {
                    holdout_id = table.Column<long>(type: "bigint", nullable: false),
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    group = table.Column<string>(type: "text", nullable: false),
                    assigned_on = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_global_holdout_member", x => new { x.holdout_id, x.member_id });
                });

            migrationBuilder.CreateTable(
                name: "global_holdout_result",
                columns: table => new
                {
                    holdout_id = table.Column<long>(type: "bigint", nullable: false),
                    as_of = table.Column<DateOnly>(type: "date", nullable: false),
                    measured_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    final = table.Column<bool>(type: "boolean", nullable: false),
                    treated = table.Column<int>(type: "integer", nullable: false),
                    treated_buyers = table.Column<int>(type: "integer", nullable: false),
                    treated_kept_cents = table.Column<long>(type: "bigint", nullable: false),
                    holdout = table.Column<int>(type: "integer", nullable: false),
                    holdout_buyers = table.Column<int>(type: "integer", nullable: false),
                    holdout_kept_cents = table.Column<long>(type: "bigint", nullable: false),
                    kept_low = table.Column<double>(type: "double precision", nullable: true),
                    kept_high = table.Column<double>(type: "double precision", nullable: true),
                    cost_cents = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_global_holdout_result", x => x.holdout_id);
                });

            migrationBuilder.CreateTable(
                name: "hand_over",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    endpoint_id = table.Column<long>(type: "bigint", nullable: false),
                    campaign_id = table.Column<long>(type: "bigint", nullable: false),
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    next_attempt_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    sent_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    error = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_hand_over", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "journey",
                columns: table => new
                {
                    campaign_id = table.Column<long>(type: "bigint", nullable: false),
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    entered_on = table.Column<DateOnly>(type: "date", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    step = table.Column<string>(type: "text", nullable: false),
                    due_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    since_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    coupon_id = table.Column<long>(type: "bigint", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_journey", x => new { x.campaign_id, x.member_id, x.entered_on });
                });

            migrationBuilder.CreateTable(
                name: "marketing_spend",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    amount_cents = table.Column<long>(type: "bigint", nullable: false),
                    note = table.Column<string>(type: "text", nullable: false),
                    author = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_marketing_spend", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "message_event",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    message_id = table.Column<long>(type: "bigint", nullable: false),
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    campaign_id = table.Column<long>(type: "bigint", nullable: true),
                    kind = table.Column<string>(type: "text", nullable: false),
                    link = table.Column<int>(type: "integer", nullable: false),
                    detail = table.Column<string>(type: "text", nullable: false),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_message_event", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "offer",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "text", nullable: false),
                    campaign_id = table.Column<long>(type: "bigint", nullable: true),
                    step = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<int>(type: "integer", nullable: false),
                    value_by_tier = table.Column<string>(type: "text", nullable: false),
                    minimum_cents = table.Column<int>(type: "integer", nullable: false),
                    product = table.Column<string>(type: "text", nullable: false),
                    category = table.Column<string>(type: "text", nullable: false),
                    combines = table.Column<string>(type: "text", nullable: false),
                    valid_days = table.Column<int>(type: "integer", nullable: false),
                    start_on = table.Column<DateOnly>(type: "date", nullable: true),
                    end_on = table.Column<DateOnly>(type: "date", nullable: true),
                    shared_code = table.Column<string>(type: "text", nullable: true),
                    most_uses = table.Column<int>(type: "integer", nullable: true),
                    most_per_member = table.Column<int>(type: "integer", nullable: true),
                    uses = table.Column<int>(type: "integer", nullable: false),
                    archived = table.Column<bool>(type: "boolean", nullable: false),
                    author = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_offer", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "placement",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    campaign_id = table.Column<long>(type: "bigint", nullable: false),
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    step = table.Column<string>(type: "text", nullable: false),
                    edition = table.Column<int>(type: "integer", nullable: false),
                    variant = table.Column<string>(type: "text", nullable: false),
                    channel = table.Column<string>(type: "text", nullable: false),
                    coupon_id = table.Column<long>(type: "bigint", nullable: true),
                    from = table.Column<DateOnly>(type: "date", nullable: false),
                    until = table.Column<DateOnly>(type: "date", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    done_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_placement", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "site_block",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "text", nullable: false),
                    place = table.Column<string>(type: "text", nullable: false),
                    title_nl = table.Column<string>(type: "text", nullable: false),
                    title_en = table.Column<string>(type: "text", nullable: false),
                    text_nl = table.Column<string>(type: "text", nullable: false),
                    text_en = table.Column<string>(type: "text", nullable: false),
                    button_nl = table.Column<string>(type: "text", nullable: false),
                    button_en = table.Column<string>(type: "text", nullable: false),
                    url = table.Column<string>(type: "text", nullable: false),
                    audience = table.Column<string>(type: "text", nullable: false),
                    tiers = table.Column<string>(type: "text", nullable: false),
                    segment_id = table.Column<long>(type: "bigint", nullable: true),
                    states = table.Column<string>(type: "text", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    from_on = table.Column<DateOnly>(type: "date", nullable: true),
                    until_on = table.Column<DateOnly>(type: "date", nullable: true),
                    priority = table.Column<int>(type: "integer", nullable: false),
                    published = table.Column<bool>(type: "boolean", nullable: false),
                    author = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_site_block", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "store_task",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    campaign_id = table.Column<long>(type: "bigint", nullable: false),
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    store_id = table.Column<long>(type: "bigint", nullable: true),
                    title = table.Column<string>(type: "text", nullable: false),
                    words = table.Column<string>(type: "text", nullable: false),
                    created_on = table.Column<DateOnly>(type: "date", nullable: false),
                    due_on = table.Column<DateOnly>(type: "date", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    note = table.Column<string>(type: "text", nullable: false),
                    done_by = table.Column<string>(type: "text", nullable: false),
                    done_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_store_task", x => x.id);
                });

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

            migrationBuilder.CreateTable(
                name: "webhook_endpoint",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "text", nullable: false),
                    url = table.Column<string>(type: "text", nullable: false),
                    secret_sealed = table.Column<string>(type: "text", nullable: false),
                    active = table.Column<bool>(type: "boolean", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhook_endpoint", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_redemption_member_id_code_id",
                table: "redemption",
                columns: new[] { "member_id", "code_id" },
                filter: "code_kind = 'offer'");

            migrationBuilder.CreateIndex(
                name: "IX_outbox_message_address_key",
                table: "outbox_message",
                column: "address_key",
                filter: "kind = 'Marketing'");

            migrationBuilder.CreateIndex(
                name: "IX_outbox_message_campaign_id_member_id",
                table: "outbox_message",
                columns: new[] { "campaign_id", "member_id" });

            migrationBuilder.CreateIndex(
                name: "IX_outbox_message_contact_id",
                table: "outbox_message",
                column: "contact_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_coupon_campaign_id_member_id",
                table: "coupon",
                columns: new[] { "campaign_id", "member_id" });

            migrationBuilder.CreateIndex(
                name: "IX_campaign_contact_campaign_id_member_id_entered_on_step",
                table: "campaign_contact",
                columns: new[] { "campaign_id", "member_id", "entered_on", "step" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_campaign_contact_member_id_on",
                table: "campaign_contact",
                columns: new[] { "member_id", "on" });

            migrationBuilder.CreateIndex(
                name: "IX_campaign_contact_on_member_id_channel_campaign_id",
                table: "campaign_contact",
                columns: new[] { "on", "member_id", "channel", "campaign_id" },
                filter: "kind = 'message' AND outcome = 'Queued'");

            migrationBuilder.CreateIndex(
                name: "IX_global_holdout_start_on",
                table: "global_holdout",
                column: "start_on");

            migrationBuilder.CreateIndex(
                name: "IX_global_holdout_member_member_id",
                table: "global_holdout_member",
                column: "member_id",
                filter: "\"group\" = 'Holdout'");

            migrationBuilder.CreateIndex(
                name: "IX_hand_over_member_id",
                table: "hand_over",
                column: "member_id");

            migrationBuilder.CreateIndex(
                name: "IX_hand_over_state_next_attempt_at",
                table: "hand_over",
                columns: new[] { "state", "next_attempt_at" });

            migrationBuilder.CreateIndex(
                name: "IX_journey_campaign_id_due_at_member_id",
                table: "journey",
                columns: new[] { "campaign_id", "due_at", "member_id" },
                filter: "state = 'Waiting'");

            migrationBuilder.CreateIndex(
                name: "IX_marketing_spend_month",
                table: "marketing_spend",
                column: "month");

            migrationBuilder.CreateIndex(
                name: "IX_message_event_campaign_id_kind",
                table: "message_event",
                columns: new[] { "campaign_id", "kind" });

            migrationBuilder.CreateIndex(
                name: "IX_message_event_member_id_on",
                table: "message_event",
                columns: new[] { "member_id", "on" });

            migrationBuilder.CreateIndex(
                name: "IX_message_event_message_id_kind_link",
                table: "message_event",
                columns: new[] { "message_id", "kind", "link" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_offer_campaign_id_step",
                table: "offer",
                columns: new[] { "campaign_id", "step" });

            migrationBuilder.CreateIndex(
                name: "IX_offer_shared_code",
                table: "offer",
                column: "shared_code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_placement_channel_campaign_id",
                table: "placement",
                columns: new[] { "channel", "campaign_id" },
                filter: "state = 'Open'");

            migrationBuilder.CreateIndex(
                name: "IX_placement_member_id_channel",
                table: "placement",
                columns: new[] { "member_id", "channel" },
                filter: "state = 'Open'");

            migrationBuilder.CreateIndex(
                name: "IX_site_block_published",
                table: "site_block",
                column: "published");

            migrationBuilder.CreateIndex(
                name: "IX_store_task_member_id",
                table: "store_task",
                column: "member_id");

            migrationBuilder.CreateIndex(
                name: "IX_store_task_state_store_id_due_on",
                table: "store_task",
                columns: new[] { "state", "store_id", "due_on" });

            migrationBuilder.CreateIndex(
                name: "IX_webhook_endpoint_name",
                table: "webhook_endpoint",
                column: "name",
                unique: true);

            // Caps tell persons apart by their address: what was written before gets its key too. Redemptions keep what the coupon was worth.
            migrationBuilder.Sql("""
                UPDATE outbox_message SET address_key = lower(trim(to_address)), priority = 50;
                UPDATE redemption SET value = (SELECT c.value FROM coupon c WHERE c.id = redemption.code_id) WHERE code_kind = 'coupon' AND EXISTS (SELECT 1 FROM coupon c WHERE c.id = redemption.code_id);
                """);

            // Campaigns of before: their words as the first edition, who got them as a way that is over, their messages as contacts.
            migrationBuilder.Sql("""
                INSERT INTO campaign_edition (campaign_id, edition, flow, saved_by, saved_at) SELECT id, 1, flow, author, created_at FROM campaign;
                INSERT INTO journey (campaign_id, member_id, entered_on, state, step, due_at, since_at, reason)
                    SELECT campaign_id, member_id, assigned_on, 'Done', '', assigned_at, assigned_at, '' FROM campaign_member WHERE "group" = 'Treatment';
                INSERT INTO campaign_contact (id, campaign_id, member_id, entered_on, step, kind, channel, edition, variant, coupon_id, outcome, reason, amount, "on", at)
                    SELECT o.id, m.campaign_id, m.member_id, m.assigned_on, 's2', 'message', 'Email', 1, '', (SELECT min(c.id) FROM coupon c WHERE c.campaign_id = m.campaign_id AND c.member_id = m.member_id), 'Queued', '', 0, m.assigned_on, m.assigned_at
                    FROM campaign_member m JOIN outbox_message o ON o.campaign_id = m.campaign_id AND o.member_id = m.member_id WHERE m."group" = 'Treatment';
                UPDATE outbox_message SET contact_id = id WHERE id IN (SELECT id FROM campaign_contact);
                SELECT setval(pg_get_serial_sequence('campaign_contact', 'id'), coalesce((SELECT max(id) FROM campaign_contact), 0) + 1, false);
                """);

            // Rows that are written once and never changed.
            migrationBuilder.Sql("CREATE TRIGGER campaign_contact_append_only BEFORE UPDATE OR DELETE ON campaign_contact FOR EACH ROW EXECUTE FUNCTION refuse_change()");
            migrationBuilder.Sql("CREATE TRIGGER campaign_edition_append_only BEFORE UPDATE OR DELETE ON campaign_edition FOR EACH ROW EXECUTE FUNCTION refuse_change()");
            migrationBuilder.Sql("CREATE TRIGGER global_holdout_member_append_only BEFORE UPDATE OR DELETE ON global_holdout_member FOR EACH ROW EXECUTE FUNCTION refuse_change()");
            migrationBuilder.Sql("CREATE TRIGGER message_event_append_only BEFORE UPDATE OR DELETE ON message_event FOR EACH ROW EXECUTE FUNCTION refuse_change()");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "campaign_contact");

            migrationBuilder.DropTable(
                name: "campaign_cost");

            migrationBuilder.DropTable(
                name: "campaign_edition");

            migrationBuilder.DropTable(
                name: "campaign_result");

            migrationBuilder.DropTable(
                name: "campaign_result_arm");

            migrationBuilder.DropTable(
                name: "campaign_result_day");

            migrationBuilder.DropTable(
                name: "contact_setting");

            migrationBuilder.DropTable(
                name: "discount_month");

            migrationBuilder.DropTable(
                name: "global_holdout");

            migrationBuilder.DropTable(
                name: "global_holdout_member");

            migrationBuilder.DropTable(
                name: "global_holdout_result");

            migrationBuilder.DropTable(
                name: "hand_over");

            migrationBuilder.DropTable(
                name: "journey");

            migrationBuilder.DropTable(
                name: "marketing_spend");

            migrationBuilder.DropTable(
                name: "message_event");

            migrationBuilder.DropTable(
                name: "offer");

            migrationBuilder.DropTable(
                name: "placement");

            migrationBuilder.DropTable(
                name: "site_block");

            migrationBuilder.DropTable(
                name: "store_task");

            migrationBuilder.DropTable(
                name: "unusable_address");

            migrationBuilder.DropTable(
                name: "webhook_endpoint");

            migrationBuilder.DropIndex(
                name: "IX_redemption_member_id_code_id",
                table: "redemption");

            migrationBuilder.DropIndex(
                name: "IX_outbox_message_address_key",
                table: "outbox_message");

            migrationBuilder.DropIndex(
                name: "IX_outbox_message_campaign_id_member_id",
                table: "outbox_message");

            migrationBuilder.DropIndex(
                name: "IX_outbox_message_contact_id",
                table: "outbox_message");

            migrationBuilder.DropIndex(
                name: "IX_coupon_campaign_id_member_id",
                table: "coupon");

            migrationBuilder.DropColumn(
                name: "not_checked",
                table: "redemption");

            migrationBuilder.DropColumn(
                name: "value",
                table: "redemption");

            migrationBuilder.DropColumn(
                name: "address_key",
                table: "outbox_message");

            migrationBuilder.DropColumn(
                name: "contact_id",
                table: "outbox_message");

            migrationBuilder.DropColumn(
                name: "expected_value_cents",
                table: "outbox_message");

            migrationBuilder.DropColumn(
                name: "priority",
                table: "outbox_message");

            migrationBuilder.DropColumn(
                name: "offer_id",
                table: "coupon");

            migrationBuilder.DropColumn(
                name: "capped",
                table: "campaign_run");

            migrationBuilder.DropColumn(
                name: "exclusive_elsewhere",
                table: "campaign_run");

            migrationBuilder.DropColumn(
                name: "global_holdout",
                table: "campaign_run");

            migrationBuilder.DropColumn(
                name: "kept_out",
                table: "campaign_run");

            migrationBuilder.DropColumn(
                name: "no_budget",
                table: "campaign_run");

            migrationBuilder.DropColumn(
                name: "budget_cents",
                table: "campaign");

            migrationBuilder.DropColumn(
                name: "edition",
                table: "campaign");

            migrationBuilder.DropColumn(
                name: "except_segment_id",
                table: "campaign");

            migrationBuilder.DropColumn(
                name: "exclusive",
                table: "campaign");

            migrationBuilder.DropColumn(
                name: "fixed_cost_cents",
                table: "campaign");

            migrationBuilder.DropColumn(
                name: "re_entry_days",
                table: "campaign");

            migrationBuilder.RenameColumn(
                name: "recipe",
                table: "campaign",
                newName: "subject_nl");

            migrationBuilder.RenameColumn(
                name: "purpose",
                table: "campaign",
                newName: "subject_en");

            migrationBuilder.RenameColumn(
                name: "priority",
                table: "campaign",
                newName: "coupon_value");

            migrationBuilder.RenameColumn(
                name: "flow",
                table: "campaign",
                newName: "coupon_kind");

            migrationBuilder.RenameColumn(
                name: "expected_value_cents",
                table: "campaign",
                newName: "coupon_valid_days");

            migrationBuilder.RenameColumn(
                name: "budget_kind",
                table: "campaign",
                newName: "body_nl");

            migrationBuilder.RenameColumn(
                name: "approved_by",
                table: "campaign",
                newName: "body_en");

            migrationBuilder.AlterColumn<int>(
                name: "days_without_purchase",
                table: "campaign",
                type: "integer",
                nullable: false,
                defaultValue: 0,
                oldClrType: typeof(int),
                oldType: "integer",
                oldNullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_outbox_message_campaign_id_member_id",
                table: "outbox_message",
                columns: new[] { "campaign_id", "member_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_coupon_campaign_id_member_id",
                table: "coupon",
                columns: new[] { "campaign_id", "member_id" },
                unique: true);
        }
    }
}
