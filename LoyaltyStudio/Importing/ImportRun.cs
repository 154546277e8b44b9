using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Importing;

public enum ImportState { Running, Done, Failed }

/// <summary>One import of one file: what was read, kept and refused, and how far it got. The same file under the same mapping goes on in the same row.</summary>
public sealed class ImportRun
{
    public long Id { get; set; }

    /// <summary>stores, members, products or purchases.</summary>
    public required string Kind { get; set; }
    public required string FileName { get; set; }

    /// <summary>Fingerprint of the bytes of the file and of the mapping.</summary>
    public required string FileHash { get; set; }
    public required string Mapping { get; set; }
    public ImportState State { get; set; }
    public required string Actor { get; set; }
    public DateTime StartedAt { get; set; }
    public DateTime? FinishedAt { get; set; }
    public long LinesRead { get; set; }

    /// <summary>Records new, changed and found as they were.</summary>
    public int Added { get; set; }
    public int Changed { get; set; }
    public int Unchanged { get; set; }
    public int Refused { get; set; }

    /// <summary>Records committed so far; a restart goes on behind them.</summary>
    public int Committed { get; set; }
    public int TotalRecords { get; set; }

    /// <summary>More counts by name, as JSON.</summary>
    public string Details { get; set; } = "{}";
    public string Error { get; set; } = "";
}

/// <summary>A row of a file that was refused, with the reason and the row as it stood.</summary>
public sealed class ImportRefusal
{
    public long Id { get; set; }
    public long RunId { get; set; }
    public long LineNo { get; set; }

    /// <summary>Stable reason code.</summary>
    public required string Code { get; set; }

    /// <summary>English sentence: what is wrong and what to do.</summary>
    public required string Reason { get; set; }
    public required string RawRow { get; set; }

    /// <summary>True when the row was kept all the same, without the value that the reason names.</summary>
    public bool RowKept { get; set; }
}

internal sealed class ImportingMapping : IEntityTypeConfiguration<ImportRun>, IEntityTypeConfiguration<ImportRefusal>
{
    public void Configure(EntityTypeBuilder<ImportRun> builder) => builder.HasIndex(r => new { r.Kind, r.FileHash });

    public void Configure(EntityTypeBuilder<ImportRefusal> builder) => builder.HasIndex(r => r.RunId);
}
