using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace EdgeMonitor.Tests.Properties;

/// <summary>
/// What must hold for all settings, tried on drawn ones (FsCheck). The draws are the same in each run; a failure is shrunk to the smallest settings, each
/// as near to its lower end as it still fails, and they are named in the message.
/// </summary>
internal static class Law
{
    private const ulong Seed = 20_261_122, Gamma = 4_711;

    /// <summary>Tries the law.</summary>
    /// <param name="cases">How many settings are drawn.</param>
    /// <param name="fault">What is wrong with the drawn settings; empty where the law holds.</param>
    /// <param name="quantities">What is drawn: names and bounds, both inclusive.</param>
    public static void Holds(int cases, Func<Drawn, string> fault, params Quantity[] quantities)
    {
        var values = Gen.Constant(Array.Empty<int>());
        foreach (var quantity in quantities)
            values = values.SelectMany(drawn => Gen.Choose(quantity.Least, quantity.Most).Select(value => (int[])[.. drawn, value]));
        var arbitrary = Arb.From(values.Select(drawn => new Drawn(quantities, drawn)), drawn => drawn.Smaller());
        var config = Config.QuickThrowOnFailure.WithMaxTest(cases).WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(Seed, Gamma), FSharpOption<int>.None)));
        Prop.ForAll(arbitrary, drawn =>
        {
            var wrong = fault(drawn);
            return (wrong.Length == 0).Label(wrong);
        }).Check(config);
    }
}

/// <summary>A whole number that is drawn.</summary>
/// <param name="Name">As the message calls it.</param>
/// <param name="Least">Inclusive.</param>
/// <param name="Most">Inclusive.</param>
internal sealed record Quantity(string Name, int Least, int Most);

/// <summary>The drawn numbers by their names.</summary>
internal sealed class Drawn(Quantity[] quantities, int[] values)
{
    public int this[string name] => values[Array.FindIndex(quantities, quantity => quantity.Name == name)];

    /// <summary>The same with one number smaller: at its lower end, half way there, or one less.</summary>
    public IEnumerable<Drawn> Smaller()
    {
        for (var i = 0; i < values.Length; i++)
        {
            int[] candidates = [quantities[i].Least, (quantities[i].Least + values[i]) / 2, values[i] - 1];
            foreach (var candidate in candidates.Distinct())
            {
                if (candidate >= quantities[i].Least && candidate < values[i]) yield return new Drawn(quantities, [.. values[..i], candidate, .. values[(i + 1)..]]);
            }
        }
    }

    public override string ToString()
        => string.Join(", ", quantities.Zip(values, (quantity, value) => string.Create(CultureInfo.InvariantCulture, $"{quantity.Name} = {value}")));
}
