#!/usr/bin/env bash
# The whole test run: installs what the tests need where it is missing, builds, and tests. See README.md.
#   tests/run.sh            everything that runs in minutes
#   tests/run.sh --long     also what runs for an hour or two: 1,000 kills of a daemon and of a journal's process, 10,000 power cuts
#                           for each provider and 5,000 more during recovery
# Tests of real GPIO lines and I2C buses need a chip or a bus of the kernel's and run by tests/lab/gpio-tests.sh and i2c-tests.sh.
set -euo pipefail
cd "$(dirname "$0")/.."

filter='TestCategory!=GpioChip&TestCategory!=I2cBus&TestCategory!=Long'
for argument in "$@"; do
  case "$argument" in
    --long)
      filter='TestCategory!=GpioChip&TestCategory!=I2cBus'
      export EDGEMONITOR_POWER_CUTS="${EDGEMONITOR_POWER_CUTS:-10000}" ;; # LitePowerCutTests, which is short by default
    *) echo "tests/run.sh: $argument is not known; allowed is --long." >&2; exit 64 ;;
  esac
done

# A real broker with its client library and tools, and a C compiler for a library that makes the disk fail: the tests use the real things.
export PATH="$PATH:/usr/sbin"
missing=()
command -v mosquitto >/dev/null || missing+=(mosquitto)
command -v mosquitto_sub >/dev/null || missing+=(mosquitto-clients)
command -v openssl >/dev/null || missing+=(openssl)
command -v cc >/dev/null || missing+=(gcc libc6-dev)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
/sbin/ldconfig -p | grep -q 'libmosquitto\.so\.1' || missing+=(libmosquitto1)
if [ ${#missing[@]} -gt 0 ]; then
  echo "Installing ${missing[*]} ..."
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

dotnet build EdgeMonitor.sln --configuration Release --nologo
# Whoever started this in the background has Ctrl-C ignored, for all that is started here: the tests of stopping need it back.
env --default-signal=INT dotnet test EdgeMonitor.sln --configuration Release --no-build --nologo --filter "$filter"
