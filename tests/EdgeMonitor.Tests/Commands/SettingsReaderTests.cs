using System.ComponentModel.DataAnnotations;
using System.Text;
using EdgeMonitor.Commands;
using Microsoft.Extensions.Configuration;

namespace EdgeMonitor.Tests.Commands;

public sealed class SettingsReaderTests
{
    public enum Colour
    {
        Red,
        Cyan,
    }

    [Test]
    public void EveryKindOfValueIsRead()
    {
        var (options, faults) = Read("""
            { "whole": 7, "Real": 1.5, "Flag": true, "Colour": "cyan", "Text": "tt", "Inner": { "Must": "m" },
              "List": [ { "Must": "a" }, { "Must": "b", "Number": 3 } ], "Texts": { "Speed": 2, "other": "x" } }
            """);

        Assert.That(faults, Is.Empty);
        Assert.That((options.Whole, options.Real, options.Flag, options.Colour, options.Text, options.Inner.Must), Is.EqualTo((7, 1.5, true, Colour.Cyan, "tt", "m")));
        Assert.That(options.List.Select(item => (item.Must, item.Number)), Is.EqualTo(new[] { ("a", 1), ("b", 3) }));
        Assert.That(options.Texts, Is.EqualTo(new Dictionary<string, string> { ["Speed"] = "2", ["other"] = "x" }));
    }

    [Test]
    public void WhatIsLeftOutKeepsItsDefault()
    {
        var (options, faults) = Read("""{ "Inner": { "Must": "m" }, "Text": null }""");

        Assert.That(faults, Is.Empty);
        Assert.That((options.Whole, options.Colour, options.Text, options.Inner.Number), Is.EqualTo((5, Colour.Red, (string?)null, 1)));
    }

    [Test]
    public void NumbersMayBeWrittenAsTexts()
    {
        var (options, faults) = Read("""{ "Inner": { "Must": "m" }, "Whole": "7", "Real": "-1e-3", "Flag": "TRUE" }""");

        Assert.That(faults, Is.Empty);
        Assert.That((options.Whole, options.Real, options.Flag), Is.EqualTo((7, -0.001, true)));
    }

    [TestCase("\"Whole\": \"x\"", "Whole = \"x\": allowed is a whole number.")]
    [TestCase("\"Whole\": 7.0", "Whole = \"7.0\": allowed is a whole number.")]
    [TestCase("\"Whole\": 99999999999", "Whole = \"99999999999\": allowed is a whole number.")]
    [TestCase("\"Whole\": null", "Whole = \"\": allowed is a whole number.")]
    [TestCase("\"Whole\": true", "Whole = \"True\": allowed is a whole number.")]
    [TestCase("\"Whole\": [1]", "Whole = \"{...}\": allowed is a single value.")]
    [TestCase("\"Whole\": {\"x\": {\"y\": 1}}", "Whole = \"{...}\": allowed is a single value.")]
    [TestCase("\"Whole\": 11", "Whole = \"11\": allowed is 1 to 10.")]
    [TestCase("\"Real\": \"1,5\"", "Real = \"1,5\": allowed is a number.")]
    [TestCase("\"Real\": \"NaN\"", "Real = \"NaN\": allowed is a number.")]
    [TestCase("\"Real\": \"Infinity\"", "Real = \"Infinity\": allowed is a number.")]
    [TestCase("\"Real\": 1e999", "Real = \"1e999\": allowed is a number.")]
    [TestCase("\"Flag\": 1", "Flag = \"1\": allowed is true or false.")]
    [TestCase("\"Colour\": \"blue\"", "Colour = \"blue\": allowed is Red, Cyan.")]
    [TestCase("\"Colour\": 1", "Colour = \"1\": allowed is Red, Cyan.")]
    [TestCase("\"Colour\": \"Red,Cyan\"", "Colour = \"Red,Cyan\": allowed is Red, Cyan.")]
    [TestCase("\"Texts\": {\"a\": {\"b\": 1}}", "Texts:a = \"{...}\": allowed is a single value.")]
    [TestCase("\"Texts\": 5", "Texts = \"5\": allowed is a group of keys in braces.")]
    [TestCase("\"List\": 5", "List = \"5\": allowed is a list in brackets.")]
    [TestCase("\"List\": [\"a\"]", "List:0 = \"a\": allowed is a group of keys in braces.")]
    [TestCase("\"List\": {\"a\": {\"Must\": \"x\"}}", "List:a = \"{...}\": allowed is a list, whose next entry is List:0.")]
    [TestCase("\"List\": [{}]", "List:0:Must = \"\": allowed is one to three letters.")]
    [TestCase("\"List\": [null]", "List:0:Must = \"\": allowed is one to three letters.")]
    [TestCase("\"Text\": \"odd\"", "Text = \"odd\": allowed is an even text.")]
    [TestCase("\"Hidden\": 1", "Hidden = \"1\": allowed is one of the keys Whole, Real, Flag, Colour, Text, Inner, List, Texts; this one is unknown.")]
    [TestCase("\"whole\": 0", "Whole = \"0\": allowed is 1 to 10.")]
    public void AFaultIsNamedWithKeyValueAndWhatIsAllowed(string setting, string fault)
    {
        var (_, faults) = Read($$"""{ "Inner": { "Must": "m" }, {{setting}} }""");

        Assert.That(faults.Select(found => found.ToString()), Is.EqualTo(new[] { fault }));
    }

    [TestCase("{}")]
    [TestCase("""{ "Inner": null }""")]
    [TestCase("""{ "Inner": {} }""")]
    [TestCase("""{ "Inner": [] }""")]
    [TestCase("""{ "Inner": { "Must": "" } }""")]
    [TestCase("""{ "Inner": { "Must": null } }""")]
    public void WhatMustBeGivenIsMissedInAGroupThatWasLeftOutToo(string json)
    {
        var (_, faults) = Read(json);

        Assert.That(faults.Select(found => found.ToString()), Is.EqualTo(new[] { "Inner:Must = \"\": allowed is one to three letters." }));
    }

    [Test]
    public void AllFaultsAreFoundAtOnce()
    {
        var (_, faults) = Read("""{ "Whole": "x", "Real": "y", "Inner": { "Must": "toolong", "No": 1 }, "List": [ { "Must": "a" }, { "Number": "z" } ], "Odd": {} }""");

        Assert.That(faults.Select(found => found.Key), Is.EquivalentTo(new[] { "Odd", "Whole", "Real", "Inner:Must", "Inner:No", "List:1:Must", "List:1:Number" }));
    }

    [Test]
    public void ARuleAboutSeveralValuesNamesEachWithItsValue()
    {
        var (_, faults) = Read("""{ "Inner": { "Must": "m", "Number": 13 } }""");

        Assert.That(faults.Select(found => found.ToString()), Is.EqualTo(new[]
        {
            "Inner:Must = \"m\": allowed is another pair.", "Inner:Number = \"13\": allowed is another pair.",
        }));
    }

    [Test]
    public void AValueWithLineEndsStaysOneShortLine()
    {
        var (_, faults) = Read($$"""{ "Inner": { "Must": "m" }, "Whole": "a\nb\u001b{{new string('x', 5000)}}" }""");

        Assert.That(faults[0].ToString(), Does.StartWith("Whole = \"a?b?xxx").And.EndsWith("...\": allowed is a whole number.").And.Length.LessThan(300));
    }

    private static (Options Options, IReadOnlyList<SettingFault> Faults) Read(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        var reader = new SettingsReader(new ConfigurationBuilder().AddJsonStream(stream).Build());
        return (reader.Read<Options>(), reader.Faults);
    }

    public sealed class Options
    {
        [System.ComponentModel.DataAnnotations.Range(1, 10)]
        public int Whole { get; init; } = 5;

        public double Real { get; init; }

        public bool Flag { get; init; }

        public Colour Colour { get; init; }

        [RegularExpression("(..)*", ErrorMessage = "an even text")]
        public string? Text { get; init; }

        public Inner Inner { get; init; } = new();

        public List<Inner> List { get; init; } = [];

        public Dictionary<string, string> Texts { get; init; } = [];

        internal int Hidden { get; init; }
    }

    public sealed class Inner : IValidatableObject
    {
        [Required]
        [RegularExpression("[a-z]{1,3}", ErrorMessage = "one to three letters")]
        public string Must { get; init; } = "";

        public int Number { get; init; } = 1;

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
            => Number == 13 ? [new ValidationResult("another pair", [nameof(Must), nameof(Number)])] : [];
    }
}
