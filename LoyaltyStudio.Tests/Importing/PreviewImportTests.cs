using LoyaltyStudio.Importing;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Support;

namespace LoyaltyStudio.Tests.Importing;

public sealed class PreviewImportTests
{
    [Fact]
    public async Task The_preview_guesses_the_columns_and_shows_values_and_errors_as_the_import_would()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        using var file = await FileAsync("klantnummer;voornaam;geboortedatum;toestemming e-mail;toestemming op\nK1;Zoë;31-12-1980;ja;01-02-2026\nK2;Bob;31-31-1980;misschien;\n;Kees;;;\n");

        var preview = (await retailer.Get<PreviewImport>().RunAsync(retailer.Anna, new PreviewImportRequest("members", file.Path, null), CancellationToken.None)).Must();

        Assert.Empty(preview.Missing);
        Assert.Equal(["external_id", "first_name", "birth_date", "email_consent", "consent_at"], preview.Shown.Select(f => f.Name));
        Assert.Equal(("K1", "Zoë", "✓"), (preview.Rows[0].Cells[0].Value, preview.Rows[0].Cells[1].Value, preview.Rows[0].Cells[3].Value));
        Assert.All(preview.Rows[0].Cells, c => Assert.Null(c.Problem));
        Assert.Equal(["not_a_date", "not_yes_no"], preview.Rows[1].Cells.Where(c => c.Problem is not null).Select(c => c.Problem!.Code));
        Assert.Equal("empty", preview.Rows[2].Cells[0].Problem!.Code);
    }

    [Fact]
    public async Task A_mapping_that_misses_a_required_field_is_shown_but_named()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        using var file = await FileAsync("nr;naam\n1;Zoë\n");

        var preview = (await retailer.Get<PreviewImport>().RunAsync(retailer.Anna, new PreviewImportRequest("members", file.Path, null), CancellationToken.None)).Must();
        Assert.Equal("external_id", Assert.Single(preview.Missing).Name);
        Assert.Equal("Zoë", Assert.Single(preview.Rows).Cells[0].Value);

        var chosen = preview.Mapping with { Columns = new Dictionary<string, string> { ["external_id"] = "nr", ["last_name"] = "naam" } };
        Assert.Empty((await retailer.Get<PreviewImport>().RunAsync(retailer.Anna, new PreviewImportRequest("members", file.Path, chosen), CancellationToken.None)).Must().Missing);
        Assert.Equal("mapping_kind", (await retailer.Get<PreviewImport>().RunAsync(retailer.Anna, new PreviewImportRequest("purchases", file.Path, chosen), CancellationToken.None)).Code);
        Assert.Equal(OutcomeKind.Forbidden, (await retailer.Get<PreviewImport>().RunAsync(Retailer.Person(9, "Chantal", [1]), new PreviewImportRequest("members", file.Path, null), CancellationToken.None)).Kind);
    }

    [Fact]
    public async Task A_started_import_is_found_by_its_number_runs_once_and_throws_its_file_away()
    {
        await using var retailer = await Retailer.NewAsync(await TestDatabase.SqliteAsync());
        using var running = new RunningImports(retailer.Get<RunImport>(), retailer.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<RunningImports>.Instance);
        var file = await FileAsync("klantnummer;voornaam\nK1;Zoë\nK2;Bob\n");
        var number = Guid.NewGuid();
        var request = new RunImportRequest("members", file.Path, "leden.csv", null);

        var import = running.Start(retailer.Anna, number, request, file).Must();
        Assert.Same(import, running.Start(retailer.Anna, number, request, file).Must());
        Assert.Same(import, running.Find(number));
        for (var i = 0; i < 200 && !(import.Ended && !File.Exists(file.Path)); i++)
        {
            await Task.Delay(25);
        }

        Assert.Equal((2, 0), (import.Outcome!.Must().Added, import.Outcome!.Must().Refused));
        Assert.False(File.Exists(file.Path));
        Assert.Empty(running.Now);
    }

    private static Task<UploadedFile> FileAsync(string text) => UploadedFile.SaveAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), null, CancellationToken.None);
}
