#!/bin/bash
# Makes an emulated I2C bus with chips at 0x18 (an MCP9808 at 25.25 °C) and 0x48 (plain registers), runs the command with the bus in
# EDGEMONITOR_I2C_BUS, and removes the bus. The kernel's own i2c-stub answers SMBus commands only; gpio-vm.sh builds one that does plain transfers too.
# usage, as root: I2C_EMU_MODULE=path/to/i2c-emu.ko KERNEL_ROOT=folder with the kernel's modules i2c-emu.sh COMMAND...   needs: i2c-tools
set -euo pipefail
modprobe -d "$KERNEL_ROOT" i2c-dev
insmod "$I2C_EMU_MODULE" chip_addr=0x18,0x48
trap 'rmmod i2c_emu' EXIT
bus=$(i2cdetect -l | awk '/I2C emu/ { sub("i2c-", "", $1); print $1 }')
# A word's low byte is sent first.
i2cset -y "$bus" 0x18 0x05 0x94c1 w
i2cset -y "$bus" 0x18 0x06 0x5400 w
i2cset -y "$bus" 0x18 0x07 0x0004 w
export EDGEMONITOR_I2C_BUS=/dev/i2c-$bus
"$@"
