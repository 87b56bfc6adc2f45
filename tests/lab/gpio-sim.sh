#!/bin/bash
# Makes a simulated GPIO chip of 8 lines, number 4 with the name BED_RED (kernel module gpio-sim), runs the command with its whereabouts in two environment variables,
# prints every level that the kernel drove in the meantime, and removes the chip. Needs root.
# usage: gpio-sim.sh COMMAND...        GPIO_SIM_MODULE=path/to/gpio-sim.ko where the kernel does not ship the module
set -euo pipefail
modprobe configfs 2> /dev/null || true
mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config
if [ -n "${GPIO_SIM_MODULE:-}" ]; then insmod "$GPIO_SIM_MODULE"; else modprobe gpio-sim; fi

chip=/sys/kernel/config/gpio-sim/edgemonitor-$$
mkdir "$chip" "$chip/bank0"
echo 8 > "$chip/bank0/num_lines"
mkdir "$chip/bank0/line4"
echo BED_RED > "$chip/bank0/line4/name"
echo 1 > "$chip/live"
name=$(cat "$chip/bank0/chip_name")
export EDGEMONITOR_GPIO_SIM_CHIP=/dev/$name
export EDGEMONITOR_GPIO_SIM_LEVELS=/sys/devices/platform/$(cat "$chip/dev_name")/$name

tracing=/sys/kernel/tracing
mountpoint -q "$tracing" || mount -t tracefs none "$tracing" 2> /dev/null || true
end() {
    [ ! -e "$tracing/events/gpio" ] || echo 0 > "$tracing/events/gpio/enable"
    echo 0 > "$chip/live"
    rmdir "$chip/bank0/line4" "$chip/bank0" "$chip"
}
trap end EXIT
if [ -e "$tracing/events/gpio" ]; then
    echo mono > "$tracing/trace_clock"
    echo > "$tracing/trace"
    echo 1 > "$tracing/events/gpio/enable"
fi

status=0
"$@" || status=$?

if [ -e "$tracing/trace" ]; then
    echo "levels driven: seconds of the monotonic clock, line counted from the lowest seen, level"
    sed -nE 's/.* ([0-9]+\.[0-9]+): gpio_value: ([0-9]+) set ([01]).*/\1 \2 \3/p' "$tracing/trace" |
        awk '{ t[NR] = $1; line[NR] = $2; level[NR] = $3; if (!lowest || $2 < lowest) lowest = $2 }
             END { for (i = 1; i <= NR; i++) print t[i], line[i] - lowest, level[i] }'
fi
exit "$status"
