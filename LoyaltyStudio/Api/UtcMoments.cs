using System.Text.Json;
using System.Text.Json.Serialization;

namespace LoyaltyStudio.Api;

/// <summary>
/// Moments in the API are UTC. One that comes with an offset is turned into UTC, whatever the zone of the server; one without an offset is taken as
/// UTC. Without this, a moment with an offset would be read in the zone of the server and then be off by hours.
/// </summary>
internal sealed class UtcMoments : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTime() switch
    {
        { Kind: DateTimeKind.Local } => reader.GetDateTimeOffset().UtcDateTime,
        var moment => DateTime.SpecifyKind(moment, DateTimeKind.Utc),
    };

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) => writer.WriteStringValue(DateTime.SpecifyKind(value, DateTimeKind.Utc));
}
