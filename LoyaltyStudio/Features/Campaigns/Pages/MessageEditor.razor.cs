using LoyaltyStudio.Features.Campaigns.Editing;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Ui;
using Microsoft.AspNetCore.Components;

namespace LoyaltyStudio.Features.Campaigns.Pages;

/// <summary>Edits one message of a flow. Errors of its fields are named by the step: s2.SubjectNl, s2.OtherSubjectNl, s2.BodyNl and the same with En.</summary>
public sealed partial class MessageEditor
{
    private readonly LoadState<CampaignMailPreview> state = new();
    private readonly Words nl = new(), en = new();
    private PreviewMember[] found = [];
    private MessageStep? told;
    private string language = StudioLanguages.Current;
    private string look = "wide", wanted = "";
    private bool other, testing;
    private long? memberId;
    private int skip, turn;

    [Inject] private Sentences Sentences { get; set; } = default!;
    [Parameter, EditorRequired] public MessageStep Step { get; set; } = default!;
    [Parameter, EditorRequired] public EventCallback<MessageStep> StepChanged { get; set; }

    /// <summary>The campaign with this step in it as it is now: the preview reads terms of the coupon and the audience there.</summary>
    [Parameter, EditorRequired] public CampaignDraft Draft { get; set; } = default!;
    [Parameter, EditorRequired] public Problems Problems { get; set; } = default!;

    private sealed class Words
    {
        public string Subject { get; set; } = "";
        public string OtherSubject { get; set; } = "";
        public string Body { get; set; } = "";

        internal void Take(MessageText text) => (Subject, OtherSubject, Body) = (text.Subject, text.OtherSubject, text.Body);

        internal MessageText Text => new(Subject, Body, OtherSubject);
    }

    private Words Now => language == "nl" ? nl : en;
    private bool IsMail => Step.Channel == MessageChannel.Email;
    private string Suffix => language == "nl" ? "Nl" : "En";
    private string Example => language == "nl" ? "{{voornaam|klant}}" : "{{first_name|customer}}";
    private IReadOnlyList<(string Key, string Icon, string Name)> Looks => IsMail ? [("wide", "computer", T["Computer"]), ("phone", "smartphone", T["Telephone"]), ("text", "notes", T["Plain text"])] : [("text", "notes", T["Plain text"])];

    private string Id(string part) => $"{Step.Key}-{part}";

    private string NameOf(string field) => $"{Step.Key}.{field}{Suffix}";

    private bool Wrong(string code) => Problems.Fields.Any(f => f.Field.StartsWith($"{Step.Key}.", StringComparison.Ordinal) && f.Field.EndsWith(code == "nl" ? "Nl" : "En", StringComparison.Ordinal));

    protected override async Task OnParametersSetAsync()
    {
        if (told is null || told.Key != Step.Key || told.Channel != Step.Channel || !Same(told.Nl, Step.Nl) || !Same(told.En, Step.En))
        {
            var another = told?.Key != Step.Key;
            told = Step;
            nl.Take(Step.Nl);
            en.Take(Step.En);
            if (another)
            {
                (skip, memberId, testing, other) = (0, null, false, false);
            }

            await LoadAsync();
        }
    }

    /// <summary>The page around may take spaces off the ends; what is being typed keeps them.</summary>
    private static bool Same(MessageText a, MessageText b) => a.Subject.Trim() == b.Subject.Trim() && a.OtherSubject.Trim() == b.OtherSubject.Trim() && a.Body.Trim() == b.Body.Trim();

    private Task LoadAsync() => LoadAsync(state, (actor, ct) => Preview.RunAsync(actor, new PreviewCampaignMailRequest(Draft, language, skip, Step.Key) { MemberId = memberId, OtherSubject = other && Now.OtherSubject.Length > 0 }, ct));

    private Task ShowAsync(string code)
    {
        (language, skip) = (code, 0);
        return LoadAsync();
    }

    private Task OtherAsync(bool on)
    {
        other = on;
        return LoadAsync();
    }

    private Task NextAsync()
    {
        (memberId, wanted, found) = (null, "", []);
        skip++;
        return LoadAsync();
    }

    private async Task FindAsync(string text)
    {
        wanted = text;
        found = (await RunAsync((actor, ct) => Members.RunAsync(actor, text, ct)))?.Value ?? [];
    }

    private Task ChooseAsync(long id)
    {
        (memberId, wanted, found) = (id, "", []);
        return LoadAsync();
    }

    /// <summary>Tells at once, and shows the message anew a moment after the last key.</summary>
    private async Task ChangedAsync()
    {
        told = Step with { Nl = nl.Text, En = en.Text };
        await StepChanged.InvokeAsync(told);
        var own = ++turn;
        await Task.Delay(350);
        if (own == turn && !Closing.IsCancellationRequested)
        {
            await LoadAsync();
        }
    }
}
