namespace EdgeMonitor.Annunciation;

/// <summary>How a self-test ended.</summary>
internal enum SelfTestOutcome
{
    /// <summary>Every output was driven, and no feedback line contradicts it.</summary>
    Passed,

    /// <summary>Something does not work.</summary>
    Failed,

    /// <summary>An alarm came and had precedence, or the appliance ended.</summary>
    Interrupted,
}

/// <summary>What a self-test has found.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Sentences">What was found, and what only a person can find out; one sentence each.</param>
internal sealed record SelfTestResult(SelfTestOutcome Outcome, IReadOnlyList<string> Sentences);
