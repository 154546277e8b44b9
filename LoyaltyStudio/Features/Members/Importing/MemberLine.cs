using LoyaltyStudio.Features.Access.Users;
using LoyaltyStudio.Importing;

namespace LoyaltyStudio.Features.Members.Importing;

/// <summary>A row of a members file, read.</summary>
internal sealed record MemberLine(string ExternalId, string CardNumber, string FirstName, string LastName, string? Email, string Language, string Country,
    DateOnly? BirthDate, string Store, DateOnly? EnrolledOn, bool? EmailConsent, DateTime? ConsentAt, string ConsentSource, string AcquisitionSource,
    IReadOnlyDictionary<string, string> Attributes, string Street, string PostalCode, string City, string ReferredBy)
{
    internal static readonly IReadOnlyList<FieldSpec> Fields =
    [
        new("external_id", "Customer number", true, "klantnummer", "klantnr", "klantid", "customer number", "customer id", "customerid", "member number", "lidnummer"),
        new("card_number", "Card number", false, "kaartnummer", "pasnummer", "card"),
        new("first_name", "First name", false, "voornaam", "given name"),
        new("last_name", "Last name", false, "achternaam", "surname", "family name", "naam", "name"),
        new("email", "E-mail", false, "e-mail", "emailadres", "e-mailadres", "mail"),
        new("language", "Language", false, "taal"),
        new("street", "Street and number", false, "straat", "adres", "address", "straat en huisnummer", "street and number"),
        new("postal_code", "Postal code", false, "postcode", "zip", "zip code", "postal code"),
        new("city", "City", false, "plaats", "woonplaats", "stad", "town"),
        new("country", "Country", false, "land"),
        new("birth_date", "Date of birth", false, "geboortedatum", "birthday", "date of birth") { Reads = FieldKind.Date },
        new("store", "Store", false, "winkel", "filiaal", "home store", "thuiswinkel"),
        new("enrolled_on", "Enrolled on", false, "ingeschreven op", "inschrijfdatum", "lid sinds", "sign-up date", "member since") { Reads = FieldKind.Date },
        new("acquisition_source", "How the customer came", false, "herkomst", "bron klant", "acquisition source", "gekomen via"),
        new("referred_by", "Brought by (customer number)", false, "aangebracht door", "aanbrenger", "referred by", "referrer"),
        new("attributes", "Details (name=value; name=value)", false, "kenmerken", "attributes"),
        new("email_consent", "Consent for e-mail", false, "toestemming e-mail", "toestemming", "opt-in", "newsletter", "nieuwsbrief") { Reads = FieldKind.YesNo },
        new("consent_at", "Consent given on", false, "toestemming op", "consent date", "opt-in date") { Reads = FieldKind.Moment },
        new("consent_source", "Source of consent", false, "bron toestemming", "consent source"),
    ];

    /// <summary>Reads a row; a field that cannot be read refuses the row, except an e-mail address, which is left out with a remark.</summary>
    internal static MemberLine Read(FieldReader fields, TableRow row, Action<string, string> remark)
    {
        var id = fields.Text(row, "external_id");
        if (id.Length == 0)
        {
            throw new FieldException("external_id", "empty", "The customer number is empty, so the customer could not be found again.");
        }

        var email = fields.Text(row, "email");
        if (email.Length > 0 && !UserBook.IsAddress(email))
        {
            remark("bad_email", $"\"{email}\" is not an e-mail address; the customer is kept without it.");
            email = "";
        }

        var consent = fields.YesNo(row, "email_consent");
        var at = fields.Moment(row, "consent_at");
        if (consent == true && at is null)
        {
            remark("consent_without_moment", "Consent without a date cannot be proven; the customer is kept without consent.");
            consent = null;
        }

        return new MemberLine(id, fields.Text(row, "card_number"), fields.Text(row, "first_name"), fields.Text(row, "last_name"), email.Length == 0 ? null : email,
            fields.Text(row, "language").StartsWith("en", StringComparison.OrdinalIgnoreCase) ? "en" : "nl", fields.Text(row, "country"), fields.Date(row, "birth_date"),
            fields.Text(row, "store"), fields.Date(row, "enrolled_on"), consent, at, fields.Text(row, "consent_source"), fields.Text(row, "acquisition_source"), AttributesOf(fields.Text(row, "attributes"), remark),
            fields.Text(row, "street"), Platform.PostalCode.Tidy(fields.Text(row, "postal_code")), fields.Text(row, "city"), fields.Text(row, "referred_by"));
    }

    /// <summary>name=value; name=value. What is not of this form is left out with a remark.</summary>
    private static Dictionary<string, string> AttributesOf(string text, Action<string, string> remark)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.Split('=', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 and <= 50 } name, { Length: > 0 and <= 200 } value] && !Model.MemberAttributes.Fixed.Contains(name.ToLowerInvariant()))
            {
                found[name.ToLowerInvariant()] = value;
            }
            else
            {
                remark("bad_attribute", $"\"{part}\" is not a detail of the form name=value; it is left out.");
            }
        }

        return found;
    }
}
