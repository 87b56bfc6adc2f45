#!/bin/bash
# Runs the tests that need a GPIO chip, in a virtual machine with a simulated one. About 90 s. Needs root and a built tests project.
set -euo pipefail
cd "$(dirname "$0")/../.."
# The test console waits for its host; the emulated machine is slow.
export VSTEST_CONNECTION_TIMEOUT=300
exec tests/lab/gpio-vm.sh "$PWD/tests/lab/gpio-sim.sh" dotnet vstest "tests/EdgeMonitor.Tests/bin/${CONFIGURATION:-Debug}/net10.0/EdgeMonitor.Tests.dll" \
    '--TestCaseFilter:FullyQualifiedName~GpioContract|FullyQualifiedName~OnChip' '--logger:console;verbosity=normal'
