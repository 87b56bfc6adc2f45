#!/usr/bin/env bash
# The whole test run: installs what the tests need where it is missing, builds, and tests. See README.md.
#   tests/run.sh            everything that runs in minutes
#   tests/run.sh --long     also what runs for an hour
set -euo pipefail
cd "$(dirname "$0")/.."

long=false
for argument in "$@"; do
  case "$argument" in
    --long) long=true ;;
    *) echo "tests/run.sh: $argument is not known; allowed is --long." >&2; exit 64 ;;
  esac
done

# A real broker, its client library and the certificates' tool: the tests use the real things.
missing=()
command -v mosquitto >/dev/null || [ -x /usr/sbin/mosquitto ] || missing+=(mosquitto)
command -v openssl >/dev/null || missing+=(openssl)
ldconfig -p | grep -q 'libmosquitto\.so\.1' || missing+=(libmosquitto1)
if [ ${#missing[@]} -gt 0 ]; then
  echo "Installing ${missing[*]} ..."
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
export PATH="$PATH:/usr/sbin"

dotnet build EdgeMonitor.sln --configuration Release --nologo
filter='TestCategory!=Long'
if $long; then filter='TestCategory=Long|TestCategory!=Long'; fi
dotnet test EdgeMonitor.sln --configuration Release --no-build --nologo --filter "$filter"
