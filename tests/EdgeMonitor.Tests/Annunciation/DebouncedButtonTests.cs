using System.Globalization;
using EdgeMonitor.Annunciation;

namespace EdgeMonitor.Tests.Annunciation;

[TestFixture]
public sealed class DebouncedButtonTests
{
    /// <summary>A time line of levels (+ closed, - open, with their milliseconds) and the signs that follow, looked at every millisecond.</summary>
    [TestCase("+100 -200", "Pressed 120", Description = "one press, one act")]
    [TestCase("+100 -103 +105 -108 +111 -200", "Pressed 131", Description = "a contact that bounces when it closes")]
    [TestCase("+100 -200 +203 -206 +210 -213", "Pressed 120", Description = "a contact that bounces when it opens")]
    [TestCase("+100 -200 +300 -400", "Pressed 120 Pressed 320", Description = "two presses")]
    [TestCase("+100 -115", "", Description = "a disturbance of 15 ms")]
    [TestCase("+100", "Pressed 120 Stuck 30100", Description = "held")]
    [TestCase("+100 -40000 +41000", "Pressed 120 Stuck 30100 Freed 40020 Pressed 41020", Description = "held, released, pressed again")]
    [TestCase("+100 -29000 +29100", "Pressed 120 Pressed 29120 Stuck 59100", Description = "released in time")]
    public void PressesAreCountedOnce(string levels, string signs) => Assert.That(Run(levels, pressedAtStart: false), Is.EqualTo(signs));

    [Test]
    public void AButtonHeldAtTheStartHasNotBeenPressed()
    {
        Assert.That(Run("-500 +600 -700", pressedAtStart: true), Is.EqualTo("Pressed 620"));
    }

    [Test]
    public void OneThatIsHeldFromTheStartOnIsStuck()
    {
        Assert.That(Run("-40000", pressedAtStart: true), Is.EqualTo("Stuck 30000 Freed 40020"));
    }

    [Test]
    public void TheWaitEndsWhenSomethingMayBeNew()
    {
        var button = new DebouncedButton(false, TimeSpan.Zero);
        TimeSpan most = TimeSpan.FromSeconds(60);
        TimeSpan idle = button.Wait(TimeSpan.Zero, most);
        button.See(true, TimeSpan.FromMilliseconds(100));
        TimeSpan bouncing = button.Wait(TimeSpan.FromMilliseconds(105), most);
        button.See(true, TimeSpan.FromMilliseconds(120));
        TimeSpan held = button.Wait(TimeSpan.FromMilliseconds(120), most);

        Assert.That((idle, bouncing, held), Is.EqualTo((most, TimeSpan.FromMilliseconds(15), TimeSpan.FromMilliseconds(29980))));
    }

    private static string Run(string levels, bool pressedAtStart)
    {
        (int At, bool Level)[] changes = [.. levels.Split(' ').Select(word => (int.Parse(word.AsSpan(1), CultureInfo.InvariantCulture), word[0] == '+'))];
        var button = new DebouncedButton(pressedAtStart, TimeSpan.Zero);
        List<string> signs = [];
        bool level = pressedAtStart;
        int next = 0;
        for (int at = 0; at <= 60_000; at++)
        {
            if (next < changes.Length && changes[next].At == at) level = changes[next++].Level;
            ButtonSign sign = button.See(level, TimeSpan.FromMilliseconds(at));
            if (sign != ButtonSign.None) signs.Add(string.Create(CultureInfo.InvariantCulture, $"{sign} {at}"));
        }

        return string.Join(' ', signs);
    }
}
