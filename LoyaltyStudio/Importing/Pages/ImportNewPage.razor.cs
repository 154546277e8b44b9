using System.Text;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;

namespace LoyaltyStudio.Importing.Pages;

/// <summary>Takes a file in, shows what an import would make of it, and starts the import.</summary>
public sealed partial class ImportNewPage
{
    private static readonly string[] Order = ["members", "purchases", "products", "stores"];
    private readonly LoadState<Nothing> access = new();

    /// <summary>One form is one import, however often its button is pressed.</summary>
    private readonly Guid number = Guid.NewGuid();
    private string kind = "members", fileName = "";
    private UploadedFile? file;
    private ImportPreview? preview;
    private string? refusal;
    private int? uploading;
    private bool handedOver;

    [Inject] private PreviewImport Preview { get; set; } = default!;
    [Inject] private RunningImports Running { get; set; } = default!;
    [Inject] private Sentences Words { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "kind")] private string? WantedKind { get; set; }

    private string MappingLink => $"data:application/json;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(preview!.Mapping.ToJson()))}";

    protected override async Task OnInitializedAsync()
    {
        kind = Preview.Kinds.Contains(WantedKind) ? WantedKind! : kind;
        await LoadAsync(access, (actor, _) => Task.FromResult<Outcome<Nothing>>(actor.May(Permission.ImportData) && actor.Stores is null ? default(Nothing) : Refuse.Forbidden()));
    }

    private Task ChooseKindAsync(string chosen)
    {
        kind = chosen;
        return file is null ? Task.CompletedTask : UseAsync(null);
    }

    private async Task UploadAsync(InputFileChangeEventArgs e)
    {
        refusal = null;
        if (e.File.Size > UploadedFile.Limit)
        {
            refusal = T["This file is larger than 200 MB. Zip it with gzip, or cut it into parts."];
            return;
        }

        uploading = 0;
        var uploaded = await RunAsync<UploadedFile>(async (_, ct) =>
        {
            await using var content = e.File.OpenReadStream(UploadedFile.Limit, ct);
            return await UploadedFile.SaveAsync(content, sent => Progress(sent, e.File.Size), ct);
        });
        uploading = null;
        if (uploaded is { IsDone: true, Value: { } fresh })
        {
            file?.Dispose();
            (file, fileName) = (fresh, Path.GetFileName(e.File.Name));
            await UseAsync(null);
        }
    }

    private void Progress(long sent, long size)
    {
        var share = (int)(100 * sent / Math.Max(1, size));
        if (share != uploading)
        {
            uploading = share;
            _ = InvokeAsync(StateHasChanged);
        }
    }

    private async Task ReadMappingAsync(InputFileChangeEventArgs e)
    {
        try
        {
            using var reader = new StreamReader(e.File.OpenReadStream(1 << 20, Closing));
            await UseAsync(ImportMapping.FromJson(await reader.ReadToEndAsync(Closing)));
        }
        catch (ImportException error)
        {
            refusal = Words.Say(T, error.Template, error.Args);
        }
        catch (IOException)
        {
            refusal = T["A mapping is a small .json file; this one is too large."];
        }
    }

    /// <summary>Reads the first rows with another mapping; null guesses. A mapping that does not fit leaves the one before.</summary>
    private async Task UseAsync(ImportMapping? mapping)
    {
        var outcome = await RunAsync((actor, ct) => Preview.RunAsync(actor, new PreviewImportRequest(kind, file!.Path, mapping), ct), new Problems());
        refusal = outcome is { IsDone: false } ? Words.Say(T, outcome.Message, outcome.Args) : null;
        preview = outcome is { IsDone: true } ? outcome.Value : mapping is null ? null : preview;
    }

    private async Task StartAsync()
    {
        var request = new RunImportRequest(kind, file!.Path, fileName, preview!.Mapping);
        if (await RunAsync((actor, _) => Task.FromResult(Running.Start(actor, number, request, file))) is { IsDone: true })
        {
            handedOver = true;
            Navigation.NavigateTo($"/imports/running/{number}");
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !handedOver)
        {
            file?.Dispose();
        }

        base.Dispose(disposing);
    }
}
