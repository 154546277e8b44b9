namespace LoyaltyStudio.Features.Members.Profiles;

/// <summary>Knows whose invitation a code is. Implemented where invitations are made.</summary>
public interface IInvitationCodes
{
    /// <summary>The member who invites by this code; null when it is nobody's.</summary>
    long? MemberOf(string code);
}
