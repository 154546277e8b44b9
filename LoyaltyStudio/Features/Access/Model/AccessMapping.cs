using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Access.Model;

internal sealed class AccessMapping : IEntityTypeConfiguration<Organisation>, IEntityTypeConfiguration<Brand>, IEntityTypeConfiguration<Store>, IEntityTypeConfiguration<StudioUser>,
    IEntityTypeConfiguration<UserStoreScope>, IEntityTypeConfiguration<ApiKey>, IEntityTypeConfiguration<IdentityUserClaim<long>>,
    IEntityTypeConfiguration<IdentityUserLogin<long>>, IEntityTypeConfiguration<IdentityUserToken<long>>
{
    public void Configure(EntityTypeBuilder<Organisation> builder) => builder.Property(o => o.Id).ValueGeneratedNever();

    public void Configure(EntityTypeBuilder<Brand> builder) => builder.Property(b => b.Id).ValueGeneratedNever();

    public void Configure(EntityTypeBuilder<Store> builder) => builder.HasIndex(s => s.Code).IsUnique();

    public void Configure(EntityTypeBuilder<StudioUser> builder)
    {
        builder.HasIndex(u => u.NormalizedUserName).IsUnique();
        builder.HasIndex(u => u.NormalizedEmail);
        builder.Property(u => u.ConcurrencyStamp).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<UserStoreScope> builder)
    {
        builder.HasKey(s => new { s.UserId, s.StoreId });
        builder.HasOne<StudioUser>().WithMany().HasForeignKey(s => s.UserId);
        builder.HasOne<Store>().WithMany().HasForeignKey(s => s.StoreId);
    }

    public void Configure(EntityTypeBuilder<ApiKey> builder) => builder.HasIndex(k => k.KeyId).IsUnique();

    public void Configure(EntityTypeBuilder<IdentityUserClaim<long>> builder)
    {
        builder.ToTable("user_claim");
        builder.HasIndex(c => c.UserId);
    }

    public void Configure(EntityTypeBuilder<IdentityUserLogin<long>> builder)
    {
        builder.ToTable("user_login");
        builder.HasKey(l => new { l.LoginProvider, l.ProviderKey });
    }

    public void Configure(EntityTypeBuilder<IdentityUserToken<long>> builder)
    {
        builder.ToTable("user_token");
        builder.HasKey(t => new { t.UserId, t.LoginProvider, t.Name });
    }
}
