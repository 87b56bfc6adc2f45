using EdgeMonitor.Storage.RecordFiles;

namespace EdgeMonitor.Tests.Storage.RecordFiles;

public sealed class TrimMarksTests
{
    [Test]
    public void RangesMeetAndSplitAsASetOfNumbersDoes()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var (random, ranges, set) = (new Random(seed), new RemovedRanges(), new HashSet<long>());
            for (var step = 0; step < 60; step++)
            {
                var first = random.Next(1, 80);
                var last = first + random.Next(-2, 12);
                if (random.Next(3) == 0)
                {
                    ranges.Restore(first);
                    set.Remove(first);
                }
                else
                {
                    ranges.Add(first, last);
                    for (long one = first; one <= last; one++) set.Add(one);
                }

                Assert.That(Enumerable.Range(0, 100).Where(one => ranges.Contains(one)), Is.EquivalentTo(set), $"seed {seed}");
                Assert.That(ranges.All.Zip(ranges.All.Skip(1)).All(pair => pair.First.Last + 1 < pair.Second.First), $"seed {seed}: ranges that touch");
            }
        }
    }

    [Test]
    public void WhatWasSavedIsReadAndATornHalfFallsBackToTheOther()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.PathOf(TrimMarks.FileName);
        var marks = TrimMarks.Create(path);
        marks.Of("telemetry").Removed.Add(1, 10);
        (marks.Of("telemetry").Last, marks.Of("心電図").Last) = (20, 7);
        marks.Files.Add(3);
        marks.Save();
        var before = File.ReadAllBytes(path);
        marks.Of("telemetry").Removed.Add(12, 15);
        marks.Save();
        var after = File.ReadAllBytes(path);
        AssertHolds(TrimMarks.Read(path));
        Assert.That(TrimMarks.Read(path)!.Of("telemetry").Removed.All, Has.Count.EqualTo(2));
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var torn = before.ToArray();
            for (var at = 0; at < torn.Length; at += 512)
            {
                if (random.Next(2) == 0) after.AsSpan(at, 512).CopyTo(torn.AsSpan(at));
            }

            File.WriteAllBytes(path, torn);
            AssertHolds(TrimMarks.Read(path));
        }

        File.WriteAllBytes(path, new byte[before.Length]);
        Assert.That(TrimMarks.Read(path), Is.Null);
    }

    [Test]
    public void VeryManyHolesMakeTheFileGrow()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.PathOf(TrimMarks.FileName);
        var marks = TrimMarks.Create(path);
        for (var round = 0; round < 3; round++)
        {
            for (long hole = 0; hole < 30_000; hole++) marks.Of("telemetry").Removed.Add((hole * 10) + round, (hole * 10) + round);
            marks.Of("telemetry").Removed.Add((round + 1) * 1_000_000, (round + 1) * 1_000_000);
            marks.Save();
            Assert.That(TrimMarks.Read(path)!.Of("telemetry").Removed.All, Is.EqualTo(marks.Of("telemetry").Removed.All));
        }
    }

    private static void AssertHolds(TrimMarks? marks)
    {
        Assert.That(marks!.Of("telemetry").Removed.All, Is.EqualTo(((long, long)[])[(1, 10), (12, 15)]).Or.EqualTo(((long, long)[])[(1, 10)]));
        Assert.That((marks.Of("telemetry").Last, marks.Of("心電図").Last), Is.EqualTo((20L, 7L)));
        Assert.That(marks.Files, Is.EqualTo((int[])[3]));
    }
}
