namespace LoyaltyStudio.Jobs;

/// <summary>Names the texts of the jobs screens: JobsTexts.nl.resx stands beside it.</summary>
public sealed class JobsTexts;
