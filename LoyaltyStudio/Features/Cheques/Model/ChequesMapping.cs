using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Cheques.Model;

internal sealed class ChequesMapping : IEntityTypeConfiguration<ChequeRun>, IEntityTypeConfiguration<ChequeRunLine>, IEntityTypeConfiguration<Cheque>, IEntityTypeConfiguration<OldChequeCode>,
    IEntityTypeConfiguration<ChequeEntry>, IEntityTypeConfiguration<PrintBatch>, IEntityTypeConfiguration<Redemption>, IEntityTypeConfiguration<ChequeReservation>, IEntityTypeConfiguration<WrongCode>
{
    public void Configure(EntityTypeBuilder<ChequeRun> builder) => builder.HasIndex(r => r.ActiveKey).IsUnique();

    public void Configure(EntityTypeBuilder<ChequeRunLine> builder)
    {
        builder.HasKey(l => new { l.RunId, l.MemberId });
        builder.HasOne<ChequeRun>().WithMany().HasForeignKey(l => l.RunId);
    }

    public void Configure(EntityTypeBuilder<Cheque> builder)
    {
        builder.Ignore(c => c.OpenCents);
        builder.HasIndex(c => new { c.RunId, c.MemberId }).IsUnique();
        builder.HasIndex(c => c.CodeHash).IsUnique();
        builder.HasIndex(c => c.MemberId);
        builder.HasIndex(c => new { c.State, c.ValidUntil });
        builder.HasIndex(c => c.PrintBatchId).HasFilter("print_batch_id IS NOT NULL");
        builder.HasOne<ChequeRun>().WithMany().HasForeignKey(c => c.RunId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<OldChequeCode> builder)
    {
        builder.HasKey(c => c.CodeHash);
        builder.HasIndex(c => c.ChequeId);
    }

    public void Configure(EntityTypeBuilder<ChequeEntry> builder)
    {
        builder.HasIndex(e => new { e.ChequeId, e.Kind });
        builder.HasIndex(e => new { e.BusinessDate, e.Kind, e.StoreId, e.Cents });
    }


    public void Configure(EntityTypeBuilder<PrintBatch> builder) => builder.HasIndex(b => b.MadeAt);

    public void Configure(EntityTypeBuilder<Redemption> builder)
    {
        builder.HasIndex(r => new { r.CodeKind, r.CodeId, r.ReceiptId }).IsUnique();
        builder.HasIndex(r => r.BusinessDate);
        builder.HasIndex(r => r.ReceiptId);

        // How often a member used a code that everybody may use.
        builder.HasIndex(r => new { r.MemberId, r.CodeId }).HasFilter("code_kind = 'offer'");
    }

    public void Configure(EntityTypeBuilder<ChequeReservation> builder)
    {
        builder.HasIndex(r => new { r.ChequeId, r.ReceiptId });
        builder.HasIndex(r => new { r.State, r.Until });
    }

    public void Configure(EntityTypeBuilder<WrongCode> builder)
    {
        builder.HasIndex(w => new { w.Caller, w.At });
        builder.HasIndex(w => w.At);
    }
}
