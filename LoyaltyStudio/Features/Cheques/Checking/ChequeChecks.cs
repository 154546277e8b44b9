using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Cheques.Codes;
using LoyaltyStudio.Features.Cheques.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Cheques.Checking;

/// <summary>I3: a cheque exists if and only if its debit exists, for the same member and points.</summary>
internal sealed class ChequeDebitCheck() : StatementCheck("cheque-debits", "Every cheque has its booking and every booking its cheque, with the same points", """
    SELECT c.id AS cheque, c.run_id AS run, c.member_id AS member, c.points_used, e.points
    FROM cheque c LEFT JOIN ledger_entry e ON e.id = c.entry_id AND e.kind = 'Cheque' AND e.member_id = c.member_id
    WHERE e.id IS NULL OR -e.points <> c.points_used
    UNION ALL
    SELECT NULL, NULL, e.member_id, NULL, e.points
    FROM ledger_entry e LEFT JOIN cheque c ON c.entry_id = e.id WHERE e.kind = 'Cheque' AND c.id IS NULL
    """);

/// <summary>The totals of every issued run are those of its cheques and of the approved calculation less what was withheld, to the cent.</summary>
internal sealed class ChequeRunCheck() : StatementCheck("cheque-runs", "Every issued run adds up to its calculation, to the cent", """
    SELECT r.id AS run, r.period, r.cheque_count, r.value_cents, c.cheques, c.cents
    FROM cheque_run r LEFT JOIN (SELECT run_id, count(*) AS cheques, sum(face_cents) AS cents, sum(points_used) AS points FROM cheque GROUP BY run_id) c ON c.run_id = r.id
    WHERE r.state IN ('Issued', 'Reconciled') AND (coalesce(c.cheques, 0) <> r.cheque_count - r.withheld_count OR coalesce(c.cents, 0) <> r.value_cents - r.withheld_cents OR coalesce(c.points, 0) <> r.points_used - r.withheld_points)
    """);

/// <summary>I4 and I5: what is redeemed lies between nothing and the face value, is what the redemptions say, and agrees with the state.</summary>
internal sealed class ChequeStateCheck() : StatementCheck("cheque-states", "What is used of every cheque is what its redemptions say, and its state agrees", """
    SELECT c.id AS cheque, c.state, c.face_cents, c.redeemed_cents, coalesce(r.cents, 0) AS redemptions
    FROM cheque c LEFT JOIN (SELECT code_id, sum(amount_cents) AS cents FROM redemption WHERE code_kind = 'cheque' AND reversed_at IS NULL GROUP BY code_id) r ON r.code_id = c.id
    WHERE c.redeemed_cents <> coalesce(r.cents, 0) OR c.redeemed_cents < 0 OR c.ended_cents < 0 OR c.redeemed_cents + c.ended_cents > c.face_cents
       OR (c.state = 'Redeemed' AND c.redeemed_cents + c.ended_cents <> c.face_cents) OR (c.state IN ('Issued', 'PartlyRedeemed', 'Reserved') AND c.redeemed_cents + c.ended_cents = c.face_cents)
       OR (c.state = 'Issued' AND c.redeemed_cents > 0) OR (c.state IN ('Expired', 'Revoked') AND c.redeemed_cents + c.ended_cents <> c.face_cents)
       OR (c.state = 'Reserved') <> (c.reservation_id IS NOT NULL)
    """);

/// <summary>The cheque book adds up: what is open of every cheque is the sum of its lines, the first of which is its issue.</summary>
internal sealed class ChequeBookCheck() : StatementCheck("cheque-book", "What is open of every cheque is what the cheque book says", """
    SELECT c.id AS cheque, c.face_cents, c.redeemed_cents, c.ended_cents, e.cents AS booked, e.issued
    FROM cheque c LEFT JOIN (
        SELECT cheque_id, sum(cents) AS cents, sum(CASE WHEN kind = 'Issued' THEN cents ELSE 0 END) AS issued, sum(CASE WHEN kind = 'Issued' THEN 1 ELSE 0 END) AS issues,
               sum(CASE WHEN kind IN ('Redeemed', 'Reversed') THEN -cents ELSE 0 END) AS redeemed
        FROM cheque_entry GROUP BY cheque_id) e ON e.cheque_id = c.id
    WHERE e.cheque_id IS NULL OR e.issues <> 1 OR e.issued <> c.face_cents OR e.redeemed <> c.redeemed_cents OR e.cents <> c.face_cents - c.redeemed_cents - c.ended_cents
    """);

/// <summary>On every day of the past: points in the ledger and of cheques, value in the book and of cheques, used in the book and on receipts are the same to the cent.</summary>
internal sealed class ChequeDayCheck() : StatementCheck("cheque-days", "On every day, ledger, cheques, cheque book and receipts say the same", """
    SELECT day, sum(ledger_points) AS ledger_points, sum(cheque_points) AS cheque_points, sum(booked) AS booked, sum(faces) AS faces, sum(used) AS used, sum(receipts) AS receipts
    FROM (
        SELECT business_date AS day, -points AS ledger_points, 0 AS cheque_points, 0 AS booked, 0 AS faces, 0 AS used, 0 AS receipts FROM ledger_entry WHERE kind = 'Cheque'
        UNION ALL SELECT issued_on, 0, points_used, 0, face_cents, 0, 0 FROM cheque
        UNION ALL SELECT business_date, 0, 0, CASE WHEN kind = 'Issued' THEN cents ELSE 0 END, 0, CASE WHEN kind = 'Redeemed' THEN -cents ELSE 0 END, 0 FROM cheque_entry WHERE kind IN ('Issued', 'Redeemed')
        UNION ALL SELECT business_date, 0, 0, 0, 0, 0, amount_cents FROM redemption WHERE code_kind = 'cheque') x
    GROUP BY day HAVING sum(ledger_points) <> sum(cheque_points) OR sum(booked) <> sum(faces) OR sum(used) <> sum(receipts)
    """);

/// <summary>I6: the installation's secret still opens the codes, and each opens to a code with a right check symbol and its own look-up key.</summary>
internal sealed class ChequeCodeCheck(CodeVault vault) : IInvariantCheck
{
    private const int Sample = 2_000;

    public string Code => "cheque-codes";

    public string Title => $"The newest {Sample} codes can be read and are their own";

    public async Task<IReadOnlyList<string>> FindBreachesAsync(StudioDb db, CancellationToken ct)
    {
        var cheques = await db.Set<Cheque>().AsNoTracking().OrderByDescending(c => c.Id).Take(Sample).Select(c => new { c.Id, c.CodeHash, c.CodeSealed, c.LastFour }).ToListAsync(ct);
        return [.. cheques.Where(c => !IsWhole(c.CodeHash, c.CodeSealed, c.LastFour)).Select(c => $"The code of cheque {c.Id} cannot be read with this installation's key file.")];
    }

    private bool IsWhole(byte[] hash, string sealedCode, string lastFour)
    {
        try
        {
            var code = vault.Reveal(sealedCode);
            return CodeText.Normalise(code) == code && vault.Hash(code).AsSpan().SequenceEqual(hash) && code.EndsWith(lastFour, StringComparison.Ordinal);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return false;
        }
    }
}
