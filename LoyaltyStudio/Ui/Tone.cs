namespace LoyaltyStudio.Ui;

/// <summary>What a state means to the reader; colour and sign follow from it.</summary>
public enum Tone { Neutral, Info, Good, Warning, Bad, Bronze, Silver, Gold }
