#!/bin/bash
# Runs a command in a small virtual machine whose kernel can load gpio-sim and an emulated I2C bus, which Debian's kernels do not ship. The guest's root is this
# machine's own root, read-only with a layer in memory on top, so the command sees the same files at the same paths; nothing it writes stays.
# usage: gpio-vm.sh COMMAND...   as root   (KERNEL=release, LAB=folder for what is built once, LIMIT=seconds, MEMORY=MiB)
# needs: apt-get install qemu-system-x86 busybox-static cpio gcc make xz-utils linux-headers-$KERNEL
set -euo pipefail
from=$PWD
here=$(cd "$(dirname "$0")" && pwd)
LAB=${LAB:-$here/../../artifacts/lab}
mkdir -p "$LAB"
LAB=$(cd "$LAB" && pwd)
KERNEL=${KERNEL:-$(apt-cache depends linux-image-amd64 | sed -n 's/.*Depends: linux-image-//p')}
series=$(echo "$KERNEL" | cut -d. -f1,2)
kernel=$LAB/kernel-$KERNEL
module=$LAB/gpio-sim-$KERNEL

get() { (cd "$LAB" && { ls "$1"_*.deb > /dev/null 2>&1 || apt-get -qq download "$1"; } && ls "$LAB/$1"_*.deb | head -1); }

if [ ! -e "$kernel/boot" ]; then
    dpkg-deb -x "$(get "linux-image-$KERNEL")" "$kernel"
    depmod -b "$kernel" "$KERNEL"
fi

# gpio-sim and the interrupt simulator that it needs, built from the kernel's own Debian source into one module.
if [ ! -e "$module/gpio-sim.ko" ]; then
    mkdir -p "$module"
    cd "$module"
    dpkg-deb --fsys-tarfile "$(get "linux-source-$series")" | tar xO --wildcards "./usr/src/linux-source-$series.tar.xz" | xz -dc |
        tar x --strip-components=1 --wildcards '*/drivers/gpio/gpio-sim.c' '*/drivers/gpio/gpiolib.h' '*/kernel/irq/irq_sim.c'
    mv drivers/gpio/gpio-sim.c gpio-sim-main.c
    # Not exported to modules: go the public way instead.
    sed -e '/^EXPORT_SYMBOL/d' -e 's/handle_simple_irq(irq_to_desc(irqnum))/generic_handle_irq(irqnum)/' kernel/irq/irq_sim.c > irq-sim.c
    printf 'obj-m := gpio-sim.o\ngpio-sim-y := gpio-sim-main.o irq-sim.o\nccflags-y := -I$(src)/drivers/gpio -DCONFIG_IRQ_SIM=1\n' > Kbuild
    make -s -C "/lib/modules/$KERNEL/build" M="$module" modules
fi

# An emulated I2C bus: the kernel's i2c-stub, which knows SMBus commands only, with plain transfers added. A chip has a pointer and words, low byte first.
bus=$LAB/i2c-emu-$KERNEL
if [ ! -e "$bus/i2c-emu.ko" ]; then
    mkdir -p "$bus"
    cd "$bus"
    dpkg-deb --fsys-tarfile "$(get "linux-source-$series")" | tar xO --wildcards "./usr/src/linux-source-$series.tar.xz" | xz -dc |
        tar x --strip-components=3 --wildcards '*/drivers/i2c/i2c-stub.c'
    cat > transfer.c <<'TRANSFER'
static struct stub_chip *emu_chip(u16 addr)
{
	int i;

	for (i = 0; i < stub_chips_nr; i++)
		if (chip_addr[i] == addr)
			return stub_chips + i;
	return NULL;
}

static int emu_transfer(struct i2c_adapter *adapter, struct i2c_msg *msgs, int num)
{
	int i, j;

	for (i = 0; i < num; i++) {
		struct stub_chip *chip = emu_chip(msgs[i].addr);
		bool read = msgs[i].flags & I2C_M_RD;

		if (!chip)
			return -ENXIO; /* nobody acknowledges */
		if (!read && msgs[i].len)
			chip->pointer = msgs[i].buf[0];
		for (j = read ? 0 : 1; j < msgs[i].len; j++) {
			int at = read ? j : j - 1, shift = at % 2 * 8;
			u16 *word = &chip->words[(chip->pointer + at / 2) & 0xff];

			if (read)
				msgs[i].buf[j] = *word >> shift;
			else
				*word = (*word & ~(0xff << shift)) | msgs[i].buf[j] << shift;
		}
	}
	return num;
}

TRANSFER
    awk '/^static u32 stub_func/ { while ((getline line < "transfer.c") > 0) print line } { print }' i2c-stub.c |
        sed -e 's/\.smbus_xfer\([[:space:]]*\)= stub_xfer,/&\n\t.master_xfer = emu_transfer,/' \
            -e 's/return STUB_FUNC_ALL & functionality;/return (STUB_FUNC_ALL \& functionality) | I2C_FUNC_I2C;/' -e 's/SMBus stub driver/I2C emu driver/' > i2c-emu.c
    echo 'obj-m := i2c-emu.o' > Kbuild
    make -s -C "/lib/modules/$KERNEL/build" M="$bus" modules
fi

# The first root: busybox, the modules that reach the host's files, and a script that goes over to them.
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root"/{bin,proc,sys,dev,modules,host,memory,new}
cp /bin/busybox "$root/bin/"
for name in virtio_pci 9p 9pnet_virtio overlay; do modprobe -d "$kernel" -S "$KERNEL" --show-depends "$name"; done |
    awk '$1 == "insmod" && !seen[$2]++ { print $2 }' | while read -r file; do
        plain=$(basename "$file" .xz)
        case $file in *.xz) xz -dc "$file" > "$root/modules/$plain" ;; *) cp "$file" "$root/modules/" ;; esac
        echo "$plain" >> "$root/modules/order"
    done
{
    printf '#!/bin/bash\nexport PATH=%q HOME=/root TERM=dumb GPIO_SIM_MODULE=%q I2C_EMU_MODULE=%q KERNEL_ROOT=%q DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 VSTEST_CONNECTION_TIMEOUT=%q\n' "$PATH" "$module/gpio-sim.ko" "$bus/i2c-emu.ko" "$kernel" "${VSTEST_CONNECTION_TIMEOUT:-90}"
    printf 'cd %q || exit 1\n' "$from"
    printf '%q ' "$@"
    printf '\necho "guest: status $?"\nsync\necho o > /proc/sysrq-trigger\nsleep 5\n'
} > "$root/command"
cat > "$root/init" <<'INIT'
#!/bin/busybox sh
b=/bin/busybox
$b mount -t proc proc /proc; $b mount -t sysfs sysfs /sys; $b mount -t devtmpfs dev /dev
$b ip link set lo up
while read -r module; do $b insmod /modules/$module; done < /modules/order
$b mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144,ro,cache=loose host /host || exec $b sh
$b mount -t tmpfs memory /memory; $b mkdir /memory/upper /memory/work
$b mount -t overlay -o lowerdir=/host,upperdir=/memory/upper,workdir=/memory/work new /new || exec $b sh
for place in proc sys dev; do $b mount --move /$place /new/$place; done
$b mkdir -p /new/dev/shm; $b mount -t tmpfs run /new/run; $b mount -t tmpfs tmp /new/dev/shm
$b cp /command /new/run/command
exec $b switch_root /new /bin/bash /run/command
INIT
chmod +x "$root/init" "$root/command"
(cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) > "$LAB/initrd.gz"

timeout "${LIMIT:-600}" qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m "${MEMORY:-2048}" -nographic -no-reboot -nic none \
    -kernel "$kernel/boot/vmlinuz-$KERNEL" -initrd "$LAB/initrd.gz" -append "console=ttyS0 panic=-1 quiet mitigations=off" \
    -virtfs local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap < /dev/null | tr -d '\r' | tee "$LAB/last.log"
status=$(sed -n 's/^guest: status //p' "$LAB/last.log" | tail -1)
[ -n "$status" ] || { echo "gpio-vm.sh: the guest ended without a status" >&2; exit 99; }
exit "$status"
