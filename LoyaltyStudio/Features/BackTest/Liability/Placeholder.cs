namespace LoyaltyStudio.Features.BackTest.Liability; internal static class Placeholder;
