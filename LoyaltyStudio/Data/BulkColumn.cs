using System.Collections.Concurrent;
using System.Globalization;
using System.Linq.Expressions;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using SQLitePCL;

namespace LoyaltyStudio.Data;

/// <summary>A column as rows are written in bulk: its value as the database takes it, and the same straight into a prepared statement of SQLite.</summary>
/// <param name="Text">The name between quotes.</param>
/// <param name="Value">For PostgreSQL: the value after conversion.</param>
/// <param name="Bind">For SQLite: puts the value of a row in its place.</param>
internal sealed record BulkColumn(string Name, string Text, string StoreType, Func<object, object?> Value, Action<object, sqlite3_stmt, int> Bind)
{
    internal static BulkColumn Of(IProperty property)
    {
        var getter = property.GetGetter();
        var convert = property.GetTypeMapping().Converter?.ConvertToProvider;
        object? Value(object row) => getter.GetClrValue(row) is { } value ? (convert is null ? value : convert(value)) : null;
        return new BulkColumn(property.Name, $"\"{property.GetColumnName()}\"", property.GetColumnType(), Value, Direct(property, convert) ?? ((row, statement, place) => BindAny(statement, place, Value(row))));
    }

    /// <summary>Binds without a box around every figure; null for a type that has no such way.</summary>
    private static Action<object, sqlite3_stmt, int>? Direct(IProperty property, Func<object?, object?>? convert)
    {
        if (property.PropertyInfo is null)
        {
            return null;
        }

        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        if (type.IsEnum && convert is not null)
        {
            var names = new ConcurrentDictionary<long, byte[]>();
            return Figures(property, value => names.GetOrAdd(value, v => Encoding.UTF8.GetBytes((string)convert(Enum.ToObject(type, v))!)));
        }

        if (type == typeof(DateTime))
        {
            return Figures(property, LastText(v => new DateTime(v).ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)), nameof(DateTime.Ticks));
        }

        if (convert is not null)
        {
            return null;
        }

        if (type == typeof(string))
        {
            return Strings(property);
        }

        if (type == typeof(long) || type == typeof(int))
        {
            return Figures(property, null);
        }

        if (type == typeof(DateOnly))
        {
            var days = new ConcurrentDictionary<long, byte[]>();
            return Figures(property, value => days.GetOrAdd(value, v => Encoding.UTF8.GetBytes(DateOnly.FromDayNumber((int)v).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))), nameof(DateOnly.DayNumber));
        }

        return null;
    }

    /// <summary>The bytes of a figure's text, kept as long as the same figure comes again: the rows of one block mostly share their moments.</summary>
    private static Func<long, byte[]> LastText(Func<long, string> text)
    {
        Tuple<long, byte[]>? last = null;
        return value =>
        {
            if (last is not { } known || known.Item1 != value)
            {
                last = known = Tuple.Create(value, Encoding.UTF8.GetBytes(text(value)));
            }

            return known.Item2;
        };
    }

    /// <summary>Text, without encoding again what the row before had too.</summary>
    private static Action<object, sqlite3_stmt, int> Strings(IProperty property)
    {
        var row = Expression.Parameter(typeof(object));
        var get = Expression.Lambda<Func<object, string?>>(Expression.Property(Expression.Convert(row, property.DeclaringType.ClrType), property.PropertyInfo!), row).Compile();
        Tuple<string, byte[]>? last = null;
        return (of, statement, place) =>
        {
            if (get(of) is not { } text)
            {
                raw.sqlite3_bind_null(statement, place);
            }
            else if (text.Length is 0 or > 64)
            {
                raw.sqlite3_bind_text(statement, place, text);
            }
            else
            {
                if (last is not { } known || !ReferenceEquals(known.Item1, text))
                {
                    last = known = Tuple.Create(text, Encoding.UTF8.GetBytes(text));
                }

                raw.sqlite3_bind_text(statement, place, known.Item2.AsSpan());
            }
        };
    }

    /// <summary>The property as a whole number, or as the text that stands for it.</summary>
    private static Action<object, sqlite3_stmt, int> Figures(IProperty property, Func<long, byte[]>? text, string? part = null)
    {
        var row = Expression.Parameter(typeof(object));
        var statement = Expression.Parameter(typeof(sqlite3_stmt));
        var place = Expression.Parameter(typeof(int));
        Expression value = Expression.Property(Expression.Convert(row, property.DeclaringType.ClrType), property.PropertyInfo!);
        var nullable = Nullable.GetUnderlyingType(property.ClrType) is not null;
        var held = nullable ? Expression.Property(value, nameof(Nullable<int>.Value)) : value;
        var figure = Expression.Convert(part is null ? held : Expression.Property(held, part), typeof(long));
        Action<sqlite3_stmt, int, long> put = text is null
            ? static (s, p, v) => raw.sqlite3_bind_int64(s, p, v)
            : (s, p, v) => raw.sqlite3_bind_text(s, p, text(v).AsSpan());
        Action<sqlite3_stmt, int> none = static (s, p) => raw.sqlite3_bind_null(s, p);
        Expression bind = Expression.Invoke(Expression.Constant(put), statement, place, figure);
        if (nullable)
        {
            bind = Expression.IfThenElse(Expression.Property(value, nameof(Nullable<int>.HasValue)), bind, Expression.Invoke(Expression.Constant(none), statement, place));
        }

        return Expression.Lambda<Action<object, sqlite3_stmt, int>>(bind, row, statement, place).Compile();
    }

    private static void BindAny(sqlite3_stmt statement, int index, object? value) => _ = value switch
    {
        null => raw.sqlite3_bind_null(statement, index),
        long v => raw.sqlite3_bind_int64(statement, index, v),
        int v => raw.sqlite3_bind_int64(statement, index, v),
        bool v => raw.sqlite3_bind_int64(statement, index, v ? 1 : 0),
        string v => raw.sqlite3_bind_text(statement, index, v),
        DateOnly v => raw.sqlite3_bind_text(statement, index, v.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        DateTime v => raw.sqlite3_bind_text(statement, index, v.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)),
        double v => raw.sqlite3_bind_double(statement, index, v),
        byte[] v => raw.sqlite3_bind_blob(statement, index, v),
        _ => throw new NotSupportedException($"{value.GetType().Name} has no SQLite form."),
    };
}
