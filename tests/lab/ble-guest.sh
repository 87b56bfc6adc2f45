#!/bin/bash
# In the virtual machine: starts bus, virtual controllers, bluetoothd and the device, then the command, with the device's address in EDGEMONITOR_BLE_ADDRESS.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
logs=$(mktemp -d)
say() { read -r up _ < /proc/uptime; echo "[$up s] $*"; }
wait_for() { # seconds, what, command...
    local limit=$1 what=$2; shift 2
    for ((i = 0; i < limit * 2; i++)); do "$@" > /dev/null 2>&1 && return; sleep 0.5; done
    say "$what did not come"; tail -n 20 "$logs"/*; exit 1
}

modules=$(dirname "$(find "${KERNEL_ROOT:?}" -name modules.dep | head -1)")
modules=${modules%/lib/modules/*}
for module in bluetooth hci_vhci uhid; do modprobe -d "$modules" "$module" || say "no module $module"; done
mount -t debugfs none /sys/kernel/debug 2> /dev/null
mkdir -p /run/dbus
dbus-daemon --system --fork --nopidfile
say "the bus is up"

controllers() { [ "$(ls /sys/class/bluetooth 2> /dev/null | grep -c '^hci[0-9]*$')" = 2 ]; }
# On a slow machine the kernel's reset of a controller may time out: then again.
for try in 1 2 3 4 5 6; do
    stdbuf -o0 btvirt -L -l2 > "$logs/btvirt" 2>&1 & virtual=$!
    for ((i = 0; i < 20; i++)); do controllers && break; sleep 0.5; done
    sleep 2
    controllers && ! dmesg | tail -n 3 | grep -q 'failed: -110' && break
    say "controllers, attempt $try: $(ls /sys/class/bluetooth | tr '\n' ' ') $(tail -n 2 "$logs/btvirt" | tr '\n' ' ')"
    kill "$virtual" 2> /dev/null; sleep 1; dmesg -C
done
controllers || { say "no two controllers came: the machine is too busy for the kernel's 2 s"; exit 1; }
say "controllers: $(ls /sys/class/bluetooth | tr '\n' ' ')"

/usr/libexec/bluetooth/bluetoothd -n > "$logs/bluetoothd" 2>&1 &
answers() { busctl --system call org.freedesktop.DBus /org/freedesktop/DBus org.freedesktop.DBus NameHasOwner s org.bluez | grep -q true; }
wait_for 60 bluetoothd answers
say "bluetoothd $(bluetoothctl --version)"
/usr/bin/python3 "$here/ble-device.py" hci0 > "$logs/device" 2>&1 &
wait_for 90 "the device" grep -q 'advertised' "$logs/device"
# The other controller is the box's.
wait_for 20 "power on hci1" busctl --system set-property org.bluez /org/bluez/hci1 org.bluez.Adapter1 Powered b true
export EDGEMONITOR_BLE_ADDRESS
EDGEMONITOR_BLE_ADDRESS=$(sed -n 's/^address //p' "$logs/device")
say "the device $EDGEMONITOR_BLE_ADDRESS is in the air"

"$@"
status=$?
say "status $status"
tail -n 15 "$logs/device" "$logs/bluetoothd"
exit "$status"
