namespace LoyaltyStudio.Features.Predictions.Models;

/// <summary>Where a search for a minimum ended.</summary>
/// <param name="Gradient">Largest part of the gradient there, by which a caller decides whether it is a minimum.</param>
public sealed record Minimum(double[] At, double Value, double Gradient, int Steps);

/// <summary>A function of a few variables; fills the gradient.</summary>
public delegate double Slope(ReadOnlySpan<double> at, Span<double> gradient);

/// <summary>
/// Finds a minimum with the quasi-Newton method of Broyden, Fletcher, Goldfarb and Shanno (Nocedal and Wright, Numerical Optimization, chapter 6), with a line search under the
/// conditions of Wolfe. For smooth functions of a handful of variables with an analytic gradient.
/// </summary>
public static class Bfgs
{
    private const double Enough = 1e-9;
    private const double LongestStep = 2;

    /// <param name="bound">No variable leaves −bound … bound.</param>
    /// <param name="leave">Ends the search where it says so: on a plain that falls for ever there is nothing to find.</param>
    public static Minimum Search(Slope function, double[] start, double bound = 14, int most = 200, Func<double[], bool>? leave = null)
    {
        var n = start.Length;
        var (at, gradient) = ((double[])start.Clone(), new double[n]);
        var (next, nextGradient, direction) = (new double[n], new double[n], new double[n]);
        var inverse = Identity(n, 1);
        var value = function(at, gradient);
        var steps = 0;
        var fresh = true;
        while (steps < most && Largest(gradient) > Enough && leave?.Invoke(at) != true)
        {
            steps++;
            Multiply(inverse, gradient, direction);
            if (Dot(direction, gradient) >= 0)
            {
                inverse = Identity(n, 1);
                Multiply(inverse, gradient, direction);
            }

            var step = Line(function, at, value, gradient, direction, fresh ? Math.Min(1, 0.5 / Largest(gradient)) : 1, bound, next, nextGradient);
            if (step is not { } found)
            {
                if (fresh)
                {
                    break;
                }

                (inverse, fresh) = (Identity(n, 1), true);
                continue;
            }

            Update(inverse, at, next, gradient, nextGradient, fresh);
            fresh = false;
            (value, at, next) = (found, next, at);
            (gradient, nextGradient) = (nextGradient, gradient);
        }

        return new Minimum(at, value, Largest(gradient), steps);
    }

    /// <summary>A step that lowers the function enough and bends enough; null where none is found.</summary>
    private static double? Line(Slope function, double[] at, double value, double[] gradient, double[] direction, double step, double bound, double[] next, double[] nextGradient)
    {
        var slope = Dot(direction, gradient);
        var longest = LongestStep / Math.Max(1e-300, Largest(direction));
        var (low, high) = (0.0, double.PositiveInfinity);
        step = Math.Min(step, longest);
        double? best = null;
        for (var i = 0; i < 40; i++)
        {
            for (var k = 0; k < at.Length; k++)
            {
                next[k] = Math.Clamp(at[k] + (step * direction[k]), -bound, bound);
            }

            var found = function(next, nextGradient);
            if (!double.IsFinite(found) || found > value + (1e-4 * step * slope) + (1e-15 * Math.Abs(value)))
            {
                high = step;
            }
            else if (Dot(direction, nextGradient) < 0.9 * slope && step < longest && i < 30)
            {
                (low, best) = (step, found);
            }
            else
            {
                return found;
            }

            if (high - low < 1e-14)
            {
                break;
            }

            step = double.IsPositiveInfinity(high) ? Math.Min(longest, 2.5 * step) : (low + high) / 2;
        }

        return best is not null && low > 0 ? Again(function, at, direction, low, bound, next, nextGradient) : null;
    }

    private static double Again(Slope function, double[] at, double[] direction, double step, double bound, double[] next, double[] nextGradient)
    {
        for (var k = 0; k < at.Length; k++)
        {
            next[k] = Math.Clamp(at[k] + (step * direction[k]), -bound, bound);
        }

        return function(next, nextGradient);
    }

    private static void Update(double[,] inverse, double[] at, double[] next, double[] gradient, double[] nextGradient, bool fresh)
    {
        var n = at.Length;
        var s = next.Zip(at, (b, a) => b - a).ToArray();
        var y = nextGradient.Zip(gradient, (b, a) => b - a).ToArray();
        var sy = Dot(s, y);
        if (sy <= 1e-14 * Math.Sqrt(Dot(s, s) * Dot(y, y)))
        {
            return;
        }

        if (fresh)
        {
            var scale = sy / Dot(y, y);
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < n; j++)
                {
                    inverse[i, j] = i == j ? scale : 0;
                }
            }
        }

        var hy = new double[n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                hy[i] += inverse[i, j] * y[j];
            }
        }

        var grow = (1 + (Dot(y, hy) / sy)) / sy;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                inverse[i, j] += (grow * s[i] * s[j]) - (((hy[i] * s[j]) + (s[i] * hy[j])) / sy);
            }
        }
    }

    private static double[,] Identity(int n, double scale)
    {
        var matrix = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            matrix[i, i] = scale;
        }

        return matrix;
    }

    private static void Multiply(double[,] matrix, double[] gradient, double[] direction)
    {
        for (var i = 0; i < gradient.Length; i++)
        {
            direction[i] = 0;
            for (var j = 0; j < gradient.Length; j++)
            {
                direction[i] -= matrix[i, j] * gradient[j];
            }
        }
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static double Largest(double[] a) => a.Max(Math.Abs);
}
