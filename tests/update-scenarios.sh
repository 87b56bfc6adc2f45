#!/bin/sh
# Writes the expected events of every scenario anew, with the program as it is built. By hand only: read the difference before it is committed.
set -eu
if [ -n "${CI:-}" ]; then
    echo "The expected events are not made anew in CI: run this by hand and read the difference." >&2
    exit 64
fi
root=$(cd "$(dirname "$0")/.." && pwd)
for folder in "$root"/tests/EdgeMonitor.Tests/Scenarios/*/; do
    "$root/src/EdgeMonitor/bin/Release/net10.0/edgemonitor" replay "$folder/input.jsonl" > "$folder/expected.jsonl"
done
git -C "$root" diff --stat -- tests/EdgeMonitor.Tests/Scenarios
