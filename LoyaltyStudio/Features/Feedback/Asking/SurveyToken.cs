using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Feedback.Model;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Feedback.Asking;

/// <summary>Addresses that nobody can guess: 128 random bits in 22 symbols. Only the SHA-256 is stored; of so many bits it needs no salt.</summary>
public static class SurveyToken
{
    internal const int Length = 22;

    internal static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    /// <summary>Null for a text that can be no token.</summary>
    internal static byte[]? HashOf(string token) => token.Length == Length && token.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? SHA256.HashData(Encoding.ASCII.GetBytes(token)) : null;

    /// <summary>Gives an invitation its address, at the hand-over of its message. Null, with the reason, where it must not go out any more.</summary>
    public static async Task<(string? Token, string Reason)> IssueAsync(StudioDb db, long invitationId, long memberId, DateOnly today, CancellationToken ct)
    {
        var invitation = await db.Set<SurveyInvitation>().AsTracking().FirstOrDefaultAsync(i => i.Id == invitationId && i.MemberId == memberId, ct);
        if (invitation is null || invitation.AnsweredAt is not null || invitation.ExpiresOn < today)
        {
            return (null, "The invitation was answered or has ended.");
        }

        if (await db.Set<Complaint>().AnyAsync(c => c.MemberId == memberId && c.State == ComplaintState.Open, ct))
        {
            return (null, "The member has a complaint that nobody has answered yet.");
        }

        var token = New();
        invitation.TokenHash = HashOf(token);
        await db.SaveChangesAsync(ct);
        return (token, "");
    }
}
