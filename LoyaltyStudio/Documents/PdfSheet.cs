namespace LoyaltyStudio.Documents;

/// <summary>
/// A document of A4 pages that are filled from the top, in the colours of the house, with a line and page numbers at the foot of each. Kept in memory until it is done, since
/// the feet say how many pages there are. Measures are points of 1/72 inch from the upper left corner.
/// </summary>
internal abstract class PdfSheet
{
    protected const double Left = 54, Right = 541;
    protected static readonly PdfColour Ink = new(0.14, 0.12, 0.1), Grey = new(0.42, 0.38, 0.34), Green = new(0.09, 0.35, 0.29), Red = new(0.66, 0.16, 0.12), Rule = new(0.84, 0.81, 0.75);
    private const double Top = 62, Bottom = 770, FootLine = 792, Foot = 806;
    private readonly List<PdfPage> pages = [];
    private PdfFile? file;

    /// <summary>Where the next line of text stands.</summary>
    protected double Y { get; set; }

    /// <summary>The page that is being filled.</summary>
    protected PdfPage Page => pages[^1];

    /// <summary>Makes the whole document; <see cref="Fill"/> says what stands on it.</summary>
    /// <param name="foot">At the left of every foot.</param>
    /// <param name="number">Says which page it is of how many.</param>
    protected byte[] Make(string title, string author, string language, DateOnly on, string foot, Func<int, int, string> number)
    {
        using var output = new MemoryStream();
        using var made = new PdfFile(output);
        file = made;
        Begin();
        Fill();
        var small = new PdfStyle(PdfFont.Regular, 8.5, Grey);
        for (var i = 0; i < pages.Count; i++)
        {
            pages[i].Line(Left, FootLine, Right, FootLine, Rule);
            pages[i].Text(foot, small, Left, Foot);
            pages[i].Text(number(i + 1, pages.Count), small, Right, Foot, TextAnchor.Right);
            made.Add(pages[i]);
        }

        made.Finish(title, author, language, on);
        made.Flush();
        return output.ToArray();
    }

    protected abstract void Fill();

    /// <summary>Begins a new page where this much does not fit any more.</summary>
    /// <returns>Whether one was begun.</returns>
    protected bool Room(double height)
    {
        if (Y + height <= Bottom)
        {
            return false;
        }

        Begin();
        return true;
    }

    protected void Text(string text, PdfStyle style, double x, TextAnchor anchor = TextAnchor.Left) => Page.Text(text, style, x, Y, anchor);

    /// <summary>A thin line over the whole width, so far below the line of text.</summary>
    protected void Underline(double below = 5) => Page.Line(Left, Y + below, Right, Y + below, Rule);

    private void Begin()
    {
        pages.Add(file!.NewPage());
        Y = Top;
    }
}
