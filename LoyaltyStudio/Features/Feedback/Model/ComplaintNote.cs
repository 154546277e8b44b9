using LoyaltyStudio.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyStudio.Features.Feedback.Model;

public enum ComplaintStep { Opened, Assigned, Noted, Answered, Closed, Reopened }

/// <summary>What happened to a complaint, in order. Never changed.</summary>
public sealed class ComplaintNote : IAppendOnly
{
    public long Id { get; set; }
    public long ComplaintId { get; set; }
    public ComplaintStep Step { get; set; }
    public string Text { get; set; } = "";
    public DateTime At { get; set; }
    public required string By { get; set; }
}

/// <summary>What a complaint or a low answer set off, once per colleague: a message to the manager of its store.</summary>
public sealed class FeedbackAlert : IAppendOnly
{
    public long UserId { get; set; }
    public FeedbackSubject Subject { get; set; }
    public long SubjectId { get; set; }

    /// <summary>The message in the outbox.</summary>
    public long MessageId { get; set; }
}

public enum FeedbackSubject { Answer, Complaint, Review }

/// <summary>A theme of an answer, complaint or review: one word, put there by a person or found by its words.</summary>
public sealed class FeedbackTag
{
    public FeedbackSubject Subject { get; set; }
    public long SubjectId { get; set; }

    /// <summary>Lower case.</summary>
    public required string Tag { get; set; }

    /// <summary>True where the words of a theme were found in the text and nobody has looked at it.</summary>
    public bool Automatic { get; set; }
}

/// <summary>A theme and the words by which it is found.</summary>
public sealed class FeedbackTheme
{
    public long Id { get; set; }

    /// <summary>The tag; lower case, unique.</summary>
    public required string Name { get; set; }

    /// <summary>Beginnings of words, lower case, separated by blanks.</summary>
    public required string Words { get; set; }
}

internal sealed class ComplaintNoteMapping : IEntityTypeConfiguration<ComplaintNote>, IEntityTypeConfiguration<FeedbackAlert>, IEntityTypeConfiguration<FeedbackTag>, IEntityTypeConfiguration<FeedbackTheme>
{
    public void Configure(EntityTypeBuilder<ComplaintNote> builder) => builder.HasIndex(n => new { n.ComplaintId, n.Id });

    public void Configure(EntityTypeBuilder<FeedbackAlert> builder) => builder.HasKey(a => new { a.UserId, a.Subject, a.SubjectId });

    public void Configure(EntityTypeBuilder<FeedbackTag> builder)
    {
        builder.HasKey(t => new { t.Subject, t.SubjectId, t.Tag });
        builder.HasIndex(t => new { t.Tag, t.Subject });
    }

    public void Configure(EntityTypeBuilder<FeedbackTheme> builder) => builder.HasIndex(t => t.Name).IsUnique();
}
