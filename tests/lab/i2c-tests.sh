#!/bin/bash
# Runs the tests that need an I2C bus, in a virtual machine with an emulated one. About 90 s. Needs root and a built tests project.
set -euo pipefail
cd "$(dirname "$0")/../.."
# The test console waits for its host; the emulated machine is slow.
export VSTEST_CONNECTION_TIMEOUT=300
exec tests/lab/gpio-vm.sh "$PWD/tests/lab/i2c-emu.sh" dotnet vstest "tests/EdgeMonitor.Tests/bin/${CONFIGURATION:-Debug}/net10.0/EdgeMonitor.Tests.dll" \
    '--TestCaseFilter:TestCategory=I2cBus' '--logger:console;verbosity=normal'
