#!/bin/sh
# berth-collect: reads this host with tools that are already on it and posts their raw output to Berth.
#
# Nothing is interpreted here: Berth parses. Nothing is changed here: every tool only reads, no kernel module is
# ever loaded, and no service is ever started. Works in any POSIX sh (dash, busybox, bash); needs tar and, to send,
# curl or GNU wget. Read it before you run it: it is meant to be read. What it runs is one table, list_tools below.
# `berth-collect.sh help` lists commands and exit codes.
set -u

VERSION=0.2.0
umask 077
unset CDPATH IFS
LC_ALL=C
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
SYSTEMD_PAGER='' SYSTEMD_COLORS=0
export LC_ALL PATH SYSTEMD_PAGER SYSTEMD_COLORS

print_help() {
  cat <<'HELP'
usage: sh berth-collect.sh COMMAND

  enrol --url URL [--token-file FILE] [--name NAME] [--timer [--no-pulse]] [--guest]
        Exchange an enrolment token for a host token, then collect once. The token is read from standard
        input, or from FILE when only its owner may read it; it is never an argument, because arguments are
        visible to every user of this machine. --timer installs systemd timers: one collects every 10 minutes,
        one sends a pulse every 20 seconds (not with --no-pulse). --guest is for a VM: the guest profile, and a
        workload token is stored as it is.
  collect [--guest] [--dry-run [--output DIR]]
        Run the tools and post their output. --guest runs only what describes a VM's own software.
        --dry-run prints what is run and what came back and sends nothing; with --output the files are
        written to DIR instead of printed.
  pulse [--every SECONDS] [--dry-run [--output DIR]]
        Post load and health only: a few light readings, sent once and never kept. --every repeats until ended.
  uninstall
        Remove the timers, the installed copy, the stored token and everything that was kept to be sent.
  version, help

exit codes
  0  done: the bundle was accepted (a tool that is absent or failed is reported to Berth, not an error here)
  1  something on this machine went wrong
  2  wrong usage, or a set-up that would leak the token
  3  this host is not enrolled
  4  Berth refused the token or the host (401, 403); the bundle is kept for the next run
  5  Berth could not be reached, or answered "later" too often; the bundle is kept for the next run
  6  Berth refused the bundle (400, 409, 413, 422); sending it again cannot help, so it was dropped
  7  another collection (or another pulse) is running
A pulse is never kept: after 4, 5 and 6 it is lost.

environment
  BERTH_COLLECT_DIR      configuration: url, token, name, and skip: ids of tools never to be run
                         (default /etc/berth)
  BERTH_COLLECT_RUN      locks and markers of running tools (default /run/berth-collect)
  BERTH_COLLECT_SPOOL    bundles not accepted yet, and how far the kernel's log was read
                         (default /var/lib/berth-collect)
  BERTH_COLLECT_PATH     where tools are looked for, instead of the system's folders
  BERTH_COLLECT_SHELL    what runs this script again for each tool (default /bin/sh)
  BERTH_COLLECT_ROOT     read /sys, /proc, /boot and /etc under this folder, and install under it
  BERTH_COLLECT_TOOL_SECONDS=30  BERTH_COLLECT_GRACE_SECONDS=5  BERTH_COLLECT_TOOL_BYTES=16777216
  BERTH_COLLECT_TOTAL_SECONDS=240: no tool is started after that
  BERTH_COLLECT_ATTEMPTS=5  BERTH_COLLECT_BACKOFF_SECONDS=2  BERTH_COLLECT_SPOOL_FILES=12
HELP
}

say() { printf 'berth-collect: %s\n' "$*" >&2; }
die() { code=$1; shift; say "$*"; exit "$code"; }

# ---------------------------------------------------------------- settings

ROOT=${BERTH_COLLECT_ROOT:-}
TOOL_SECONDS=${BERTH_COLLECT_TOOL_SECONDS:-30}
GRACE_SECONDS=${BERTH_COLLECT_GRACE_SECONDS:-5}
TOTAL_SECONDS=${BERTH_COLLECT_TOTAL_SECONDS:-240}
TOOL_BYTES=${BERTH_COLLECT_TOOL_BYTES:-16777216}
BUNDLE_BYTES=83886080 # Berth takes 96 MiB, the archive's own headers included
ATTEMPTS=${BERTH_COLLECT_ATTEMPTS:-5}
BACKOFF_SECONDS=${BERTH_COLLECT_BACKOFF_SECONDS:-2}
SPOOL_FILES=${BERTH_COLLECT_SPOOL_FILES:-12}
RETRY_AFTER_MAX_SECONDS=300
PULSE_TOOL_SECONDS=10
PULSE_SEND_SECONDS=15
TOOL_SHELL=${BERTH_COLLECT_SHELL:-/bin/sh}
TOOL_PATH=${BERTH_COLLECT_PATH:-$PATH:/usr/local/nvidia/bin:/opt/rocm/bin:/usr/local/cuda/bin}
LIB_DIR=$ROOT/usr/local/lib/berth
UNIT_DIR=$ROOT/etc/systemd/system
{ read -r BOOT_ID </proc/sys/kernel/random/boot_id; } 2>/dev/null || BOOT_ID=
SEND_SECONDS=120
DRY_RUN='' KIND=full
runs=0 # of all that this process starts: what a hung one says when it ends at last is not taken for another's

for number in "$TOOL_SECONDS" "$GRACE_SECONDS" "$TOTAL_SECONDS" "$TOOL_BYTES" "$ATTEMPTS" "$BACKOFF_SECONDS" \
  "$SPOOL_FILES"; do
  case $number in '' | *[!0-9]*) die 2 "the BERTH_COLLECT_… limits are whole numbers, not \"$number\"" ;; esac
done
# However the limits of a run are set, this is how long a tool of a whole collection may take at most.
HANG_CENTISECONDS=$(((TOOL_SECONDS + 2 * GRACE_SECONDS) * 100))

# Root keeps its state where the system does; anyone else beside the configuration they named.
CONF_DIR=${BERTH_COLLECT_DIR:-$ROOT/etc/berth}
if [ "$(id -u)" = 0 ]; then
  IS_ROOT=yes
  RUN_DIR=${BERTH_COLLECT_RUN:-$ROOT/run/berth-collect}
  SPOOL_DIR=${BERTH_COLLECT_SPOOL:-$ROOT/var/lib/berth-collect}
else
  IS_ROOT=no
  RUN_DIR=${BERTH_COLLECT_RUN:-${XDG_RUNTIME_DIR:-/tmp}/berth-collect-$(id -u)}
  SPOOL_DIR=${BERTH_COLLECT_SPOOL:-$CONF_DIR/spool}
fi

# The script runs itself again for each tool, so it must be a file, not a pipe.
case $0 in */*) SELF=$0 ;; *) SELF=$PWD/$0 ;; esac
case $SELF in /*) ;; *) SELF=$PWD/$SELF ;; esac

# ---------------------------------------------------------------- what is run

# id, form of its file, profiles (f full, p pulse, g guest), what must be there first, command.
# Cheap and certain first: what is left when the time of a run is over is not started.
# `read:NAME` is a reader of this script; a program after it must be installed, a path is what it reads.
list_tools() {
  cat <<'TABLE'
nvidia-smi-query-gpu csv p nvidia read:query-gpu nvidia-smi
proc-pressure txt fp - read:proc-pressure
proc-interrupts txt fp - read:file /proc/interrupts
proc-softirqs txt fp - read:file /proc/softirqs
os-release txt fg - read:os-release
uname txt fg - uname -a
dmi txt fg - read:dmi
lscpu json fg - lscpu -J
sysfs-node txt f - read:sysfs-node
sysfs-pci txt f - read:sysfs-pci
sysfs-mdev txt f - read:sysfs-mdev
irq-affinity txt f - read:irq-affinity
proc-cmdline txt f - read:proc-cmdline
kernels txt f - read:kernels
kernel-log txt f - read:kernel-log
qemu-processes txt f - read:qemu-processes
proc-driver-nvidia txt fg - read:proc-driver-nvidia
numactl txt f - numactl -H
lspci txt f - lspci -vvv -nn -D
lstopo xml f - read:lstopo
dmidecode txt f root dmidecode
nic-firmware txt f - read:nic-firmware
fabric-manager txt f - read:fabric-manager
nvidia-smi-q-x xml fg nvidia nvidia-smi -q -x
nvidia-smi-l txt f nvidia nvidia-smi -L
nvidia-smi-topo-m txt f nvidia nvidia-smi topo -m
nvidia-smi-topo-p2p txt f nvidia nvidia-smi topo -p2p r
nvidia-smi-mig-lgip txt f nvidia nvidia-smi mig -lgip
nvidia-smi-mig-lgipp txt f nvidia nvidia-smi mig -lgipp
nvidia-smi-mig-lgi txt f nvidia nvidia-smi mig -lgi
nvidia-smi-mig-lci txt f nvidia nvidia-smi mig -lci
nvidia-smi-vgpu-q txt f nvidia nvidia-smi vgpu -q
virsh-list txt f libvirt virsh -r -c qemu:///system list --all
virsh-capabilities xml f libvirt virsh -r -c qemu:///system capabilities
virsh-domains xml f libvirt read:virsh-domains virsh
virsh-nodedev xml f libvirt read:virsh-nodedev virsh
virsh-vcpupin txt f libvirt read:virsh-vcpupin virsh
virsh-emulatorpin txt f libvirt read:virsh-emulatorpin virsh
virsh-iothreadinfo txt f libvirt read:virsh-iothreadinfo virsh
virsh-guestinfo txt f libvirt read:virsh-guestinfo virsh
amd-smi txt f amdgpu read:amd-smi amd-smi
rocm-smi json f amdgpu read:rocm-smi rocm-smi
xpu-smi-discovery csv f intel read:xpu-discovery xpu-smi
xpu-smi-vgpu txt f intel read:xpu-vgpu xpu-smi
xpu-smi-topology txt f intel xpu-smi topology -m
guest-agents txt g - read:guest-agents
TABLE
}

# What these fields are called has not changed since driver 450; one that a driver does not know is left out.
PULSE_FIELDS=index,uuid,pci.bus_id,pstate,utilization.gpu,utilization.memory,memory.total,memory.used,memory.free,\
temperature.gpu,temperature.memory,power.draw,enforced.power.limit,clocks.sm,clocks.mem,\
clocks_throttle_reasons.active,pcie.link.gen.current,pcie.link.width.current,mig.mode.current,\
ecc.errors.corrected.volatile.total,ecc.errors.uncorrected.volatile.total,retired_pages.pending

# Why a tool must not be run here at all, in WHY_NOT; fails when it may run.
#
# nvidia-smi loads the kernel module when it is not loaded (through the setuid nvidia-modprobe). On a host whose
# GPUs are meant for passthrough that would take them from the guests, so without the module there is nothing to
# ask. AMD's and Intel's tools have nothing to ask without theirs either. virsh would have systemd start libvirt.
find_obstacle() {
  WHY_NOT=
  case $1 in
    nvidia) has_module nvidia || WHY_NOT='not run: it would load the NVIDIA kernel module, which is not loaded' ;;
    amdgpu) has_module amdgpu || WHY_NOT='not run: the kernel module amdgpu is not loaded' ;;
    intel) has_module i915 || has_module xe || WHY_NOT='not run: neither kernel module i915 nor xe is loaded' ;;
    libvirt) is_libvirt_running || WHY_NOT='not run: it would start libvirt, which is not running' ;;
    root) [ "$IS_ROOT" = yes ] || WHY_NOT='not run: only root may read this' ;;
  esac
  [ -n "$WHY_NOT" ]
}

has_module() { [ -d "$ROOT/sys/module/$1" ] || [ -d "$ROOT/proc/driver/$1" ]; }

is_libvirt_running() { grep -s -q -x -E 'libvirtd|virtqemud' "$ROOT"/proc/[0-9]*/comm; }

# ---------------------------------------------------------------- small parts

# Searched by hand: busybox would otherwise prefer its own applet of the same name.
find_tool() {
  rest=$TOOL_PATH:
  while [ -n "$rest" ]; do
    folder=${rest%%:*}
    rest=${rest#*:}
    if [ -n "$folder" ] && [ -f "$folder/$1" ] && [ -x "$folder/$1" ]; then
      printf '%s\n' "$folder/$1"
      return 0
    fi
  done
  return 1
}

# Centiseconds since boot in UPTIME: monotonic, unlike the clock, and the same for every process.
read_uptime() {
  read -r UPTIME _ </proc/uptime || UPTIME=0.00
  UPTIME=${UPTIME%.*}${UPTIME#*.}
  while [ "${#UPTIME}" -gt 1 ] && [ "${UPTIME#0}" != "$UPTIME" ]; do UPTIME=${UPTIME#0}; done
}

# Most tools answer at once, so the first looks come quickly; a plain POSIX sleep knows whole seconds only.
tick() { # number of looks so far
  case $1 in
    ? | 1?) sleep 0.01 2>/dev/null || sleep 1 ;;
    *) sleep 0.1 2>/dev/null || sleep 1 ;;
  esac
}

# `pid start boot` names one process for ever: pids come round again, a start time within a boot does not.
describe_process() {
  { read -r stat </proc/"$1"/stat; } 2>/dev/null || return 1
  # The second field is the command's name and may hold spaces and brackets: count from the last bracket.
  # shellcheck disable=SC2086 # splitting into fields is the point
  set -- "$1" ${stat##*) }
  [ "$2" != Z ] || return 1
  pid=$1
  shift 20
  printf '%s %s %s\n' "$pid" "$1" "$BOOT_ID"
}

is_process_of_file_alive() {
  { read -r line <"$1"; } 2>/dev/null || return 1
  [ -n "$line" ] && [ "$(describe_process "${line%% *}")" = "$line" ]
}

write_file() { # content on standard input; a reader sees the old file or the whole new one
  cat >"$1.new.$$" && chmod 600 "$1.new.$$" && mv -f "$1.new.$$" "$1"
}

make_private_dir() {
  [ -d "$1" ] || mkdir -p "$1" 2>/dev/null || die 1 "cannot create $1 (run as root, or see \"environment\" in help)"
  [ ! -L "$1" ] || die 2 "$1 is a symbolic link; refusing to keep a secret behind it"
  chmod 700 "$1" 2>/dev/null || die 2 "$1 belongs to somebody else"
  [ -w "$1" ] || die 1 "cannot write $1"
}

is_private_file() {
  [ -f "$1" ] || return 1
  # shellcheck disable=SC2012 # only the permission field is read, never the name
  case $(ls -ldL "$1" 2>/dev/null | cut -c5-10) in ------) return 0 ;; *) return 1 ;; esac
}

# ---------------------------------------------------------------- readers
#
# Each prints one part and runs in a process of its own, at the root of the host's files: paths are read relative
# and printed absolute. What a reader ends with: 0 done, 127 nothing here to read, 124 no answer in time, 125 a
# program of it hangs in the kernel, anything else failed.

run_reader() { # name [program or path]
  cd "${ROOT:-/}" || exit 1
  name=$1
  shift
  case $name in
    file) read_file "$1" ;;
    os-release) read_os_release ;;
    dmi) read_dmi ;;
    kernels) read_kernels ;;
    kernel-log) read_kernel_log ;;
    proc-cmdline) read_cmdline ;;
    proc-pressure) print_values 'proc/pressure/*' ;;
    irq-affinity) read_irq_affinity ;;
    sysfs-node) read_sysfs_node ;;
    sysfs-pci) read_sysfs_pci ;;
    sysfs-mdev) read_sysfs_mdev ;;
    lstopo) read_lstopo ;;
    nic-firmware) read_nic_firmware ;;
    qemu-processes) read_qemu_processes ;;
    proc-driver-nvidia) print_values 'proc/driver/nvidia/version' 'proc/driver/nvidia/gpus/*/information' ;;
    fabric-manager) read_fabric_manager ;;
    query-gpu) read_query_gpu "$1" ;;
    virsh-domains) read_virsh_domains "$1" ;;
    virsh-nodedev) read_virsh_nodedev "$1" ;;
    virsh-vcpupin) read_virsh_blocks "$1" -r vcpupin ;;
    virsh-emulatorpin) read_virsh_blocks "$1" -r emulatorpin ;;
    virsh-iothreadinfo) read_virsh_blocks "$1" -r iothreadinfo ;;
    virsh-guestinfo) read_virsh_guestinfo "$1" ;;
    amd-smi) read_amd_smi ;;
    rocm-smi) read_rocm_smi "$1" ;;
    xpu-discovery) read_xpu_discovery "$1" ;;
    xpu-vgpu) read_xpu_vgpu "$1" ;;
    guest-agents) read_guest_agents ;;
    *) exit 1 ;;
  esac
}

# `path:value` for each line of the files that match; patterns are quoted by the caller and expanded here, one at
# a time: a host with thousands of virtual functions would overflow one command line.
print_values() {
  for pattern in "$@"; do
    # shellcheck disable=SC2086 # expanding is the point
    grep -s -H '' $pattern
  done | sed 's|^|/|'
}

# `path:name` for each link that matches, with the last folder of its target; or the last but one, `parent`.
print_links() { # pattern [parent]
  case ${2:-} in
    parent) end='\([^/]*\)/[^/]*' ;;
    *) end='\([^/]*\)' ;;
  esac
  # One process for all of them. Neither names nor targets in /sys hold spaces or line breaks.
  # shellcheck disable=SC2012,SC2086
  ls -ld $1 2>/dev/null | sed -n "s|^.* \([^ ]*\) -> \(.*/\)*$end\$|/\1${2:+/}${2:-}:\3|p"
}

read_file() {
  [ -r "${1#/}" ] || exit 127
  exec cat "${1#/}"
}

# -------- the machine and its kernel

read_os_release() {
  for file in etc/os-release usr/lib/os-release; do
    [ ! -r "$file" ] || exec cat "$file"
  done
  exit 127
}

read_dmi() {
  for attribute in product_uuid product_name sys_vendor product_serial board_name bios_version bios_date \
    chassis_asset_tag; do
    grep -s -H . "sys/class/dmi/id/$attribute"
  done | sed 's|^|/|'
}

# The one text that is not passed on as it is: what follows ` -- ` is for the first process and may be anything,
# and values whose names or addresses sound like secrets are nobody's business.
read_cmdline() {
  [ -r proc/cmdline ] || exit 127
  value='("[^"]*"|[^ ]*)'
  names='[Pp][Aa][Ss][Ss]|[Pp][Ww][Dd]|[Ss][Ee][Cc][Rr][Ee][Tt]|[Tt][Oo][Kk][Ee][Nn]|[Kk][Ee][Yy]|[Pp][Ss][Kk]'
  names="$names|[Aa][Uu][Tt][Hh]|[Cc][Rr][Ee][Dd]"
  sed -E -e 's/ -- .*$//' -e 's|([:/])[^ /@]*@|\1***@|g' \
    -e "s/([^ =]*($names)[^ =]*)=$value/\1=***/g" proc/cmdline
}

read_kernels() {
  running=$(uname -r) || exit 1
  printf 'running:%s\n' "$running"
  for folder in lib/modules/*/ boot/*/*/linux; do
    case $folder in
      */linux) release=${folder%/linux} ;;
      *) release=${folder%/} ;;
    esac
    release=${release##*/}
    # Modules alone do not boot: what a removed kernel left behind is no installed kernel.
    for image in "boot/vmlinuz-$release" "boot/vmlinux-$release" "boot/Image-$release" "lib/modules/$release/vmlinuz" \
      boot/*/"$release/linux"; do
      [ -e "$image" ] || continue
      printf 'installed:%s\n' "$release"
      break
    done
  done | sort -u >"$WORK_DIR/kernels"
  cat "$WORK_DIR/kernels"
  find_next_kernel
  if [ -e run/reboot-required ] || [ -e var/run/reboot-required ]; then
    echo reboot_required:yes
  elif [ -e usr/share/update-notifier/notify-reboot-required ] || [ -e etc/kernel/postinst.d/update-notifier ]; then
    # Only a distribution that would set the mark can say "no" by its absence.
    echo reboot_required:no
  else
    echo reboot_required:unknown
  fi
}

# GRUB's saved entry names the release it boots; without one, the distribution's own link to the newest does.
find_next_kernel() {
  entry=$(grep -s -h '^saved_entry=' boot/grub2/grubenv boot/grub/grubenv | head -n 1)
  image=$(readlink boot/vmlinuz || readlink vmlinuz)
  image=${image##*/}
  while IFS=: read -r _ release; do
    case $entry in *"-$release" | *"gnulinux-$release-advanced"*) printf 'next:%s\n' "$release"; return ;; esac
  done <"$WORK_DIR/kernels"
  case $image in vmlinuz-?* | vmlinux-?*) printf 'next:%s\n' "${image#vmlinu?-}" ;; esac
}

KERNEL_LOG_WORDS='(^|[^a-z])(s?xid|aer|mce|edac)([^a-z]|$)|nvrm|nvidia|nvswitch|pcieport|pcie bus error|vfio|iommu'
KERNEL_LOG_WORDS="$KERNEL_LOG_WORDS|dmar|amd-vi|amdgpu|i915|machine check|hardware error"
KERNEL_LOG_LINES=20000

# What the kernel said since the last bundle that was kept. How far that was stands beside the bundles; how far it
# is now becomes that only once this bundle is kept too, so that nothing falls between two runs.
read_kernel_log() {
  known=$(cat "$SPOOL_DIR/kernel-log" 2>/dev/null)
  read_journal || read_dmesg || exit 127
  # In journalctl's words: that nothing was said is not the same as that nothing could be heard.
  grep -i -E "$KERNEL_LOG_WORDS" "$WORK_DIR/kernel.lines" >"$WORK_DIR/kernel.told" || echo '-- No entries --'
  tail -n 5000 "$WORK_DIR/kernel.told"
}

read_journal() {
  journalctl=$(find_tool journalctl) || return 1
  cursor=
  case $known in
    # Not `-k`, which is this boot only: what was said between the last run and a crash matters most.
    'journal '*) ask_journal --after-cursor="${known#journal }" || ask_journal -b || return 1 ;;
    *) ask_journal -b || return 1 ;;
  esac
  cursor=$(sed -n 's/^-- cursor: //p' "$STEP_OUT" | tail -n 1)
  # A journal that never showed a line is one that we may not read: that is not silence.
  case $known in 'journal '*) ;; *) [ -n "$cursor" ] || return 1 ;; esac
  [ -z "$cursor" ] || printf 'journal %s\n' "$cursor" >"$WORK_DIR/kernel-log"
  sed '/^-- /d' "$STEP_OUT" >"$WORK_DIR/kernel.lines"
}

ask_journal() {
  run_step "$STEP_SECONDS" "$journalctl" --no-pager --quiet --utc -o short-iso -n "$KERNEL_LOG_LINES" --show-cursor \
    "$@" _TRANSPORT=kernel
}

read_dmesg() {
  dmesg=$(find_tool dmesg) || return 1
  run_step "$STEP_SECONDS" "$dmesg" || end_by_step
  since=
  case $known in "dmesg $BOOT_ID "*) since=${known##* } ;; esac
  awk -v since="$since" -v state="$WORK_DIR/kernel-log" -v boot="$BOOT_ID" '
    match($0, /^\[ *[0-9]+\.[0-9]+\]/) {
      stamp = substr($0, 2, RLENGTH - 2)
      sub(/^ */, "", stamp)
      last = stamp
      isNew = since == "" || stamp + 0 > since + 0
    }
    isNew || since == "" { print }
    END { if (last != "") print "dmesg", boot, last >state }' "$STEP_OUT" >"$WORK_DIR/kernel.lines"
}

# -------- CPUs, memory, interrupts

read_sysfs_node() {
  [ -d sys/devices/system/node ] || exit 127
  {
    # An empty cpulist is a fact (a node with memory only), so its line is kept.
    grep -s -H '' sys/devices/system/node/node*/cpulist
    grep -s -H . sys/devices/system/node/node*/distance
    grep -s -H -E 'Mem(Total|Free):' sys/devices/system/node/node*/meminfo
    grep -s -H . sys/devices/system/node/node*/hugepages/hugepages-*/nr_hugepages \
      sys/devices/system/node/node*/hugepages/hugepages-*/free_hugepages
  } | sed 's|^|/|'
}

read_irq_affinity() {
  print_values 'proc/irq/*/smp_affinity_list' 'proc/irq/*/effective_affinity_list' 'proc/irq/*/node'
}

# hwloc asks the GPUs' own libraries where it can. Those that would load a kernel module or open a context on a
# GPU are left out.
read_lstopo() {
  lstopo=$(find_tool lstopo-no-graphics) || lstopo=$(find_tool lstopo) || exit 127
  HWLOC_COMPONENTS=-cuda,-opencl,-gl,-levelzero
  has_module nvidia || HWLOC_COMPONENTS=$HWLOC_COMPONENTS,-nvml
  has_module amdgpu || HWLOC_COMPONENTS=$HWLOC_COMPONENTS,-rsmi
  HWLOC_HIDE_ERRORS=2
  export HWLOC_COMPONENTS HWLOC_HIDE_ERRORS
  exec "$lstopo" --of xml
}

# -------- PCI and what hangs on it

read_sysfs_pci() {
  [ -d sys/bus/pci/devices ] || exit 127
  for attribute in class vendor device subsystem_vendor subsystem_device current_link_speed \
    current_link_width max_link_speed max_link_width numa_node sriov_numvfs sriov_totalvfs; do
    grep -s -H . sys/bus/pci/devices/*/"$attribute"
  done | sed 's|^|/|'
  for link in driver iommu_group physfn; do
    print_links "sys/bus/pci/devices/*/$link"
  done
  # The link runs through every bridge above the device, so its last folder but one is the parent.
  print_links 'sys/bus/pci/devices/*' parent
}

read_sysfs_mdev() {
  types='sys/class/mdev_bus/*/mdev_supported_types/*'
  print_values "$types/name" "$types/available_instances" "$types/device_api" "$types/description"
  print_links 'sys/bus/mdev/devices/*/mdev_type'
  print_links 'sys/bus/mdev/devices/*' parent
  print_values 'sys/bus/pci/devices/*/nvidia/creatable_vgpu_types' 'sys/bus/pci/devices/*/nvidia/current_vgpu_type'
}

read_nic_firmware() {
  ethtool=$(find_tool ethtool) || ethtool=
  for nic in sys/class/net/*; do
    # Adapters only: bridges and bonds have no firmware, and virtual functions have their parent's.
    if [ -z "$ethtool" ] || [ ! -e "$nic/device" ] || [ -e "$nic/device/physfn" ]; then continue; fi
    nic=${nic##*/}
    run_step "$OBJECT_SECONDS" "$ethtool" -i "$nic" || continue
    printf '# nic %s\n' "$nic"
    print_step
  done
  for attribute in fw_ver board_id hca_type; do
    print_values "sys/class/infiniband/*/$attribute"
  done
  print_links 'sys/class/infiniband/*/device'
}

# -------- virtual machines

# Of a command line only the guest's name and UUID are taken: the rest may hold secrets.
read_qemu_processes() {
  for process in proc/[0-9]*; do
    { read -r comm <"$process/comm"; } 2>/dev/null || continue
    case $comm in qemu* | kvm) ;; *) continue ;; esac
    grep -s -E '^(Name|State|VmSize|VmLck|VmPin|VmRSS|Threads|Cpus_allowed_list|Mems_allowed_list):' \
      "$process/status" | sed "s|^|/$process/status:|"
    { tr '\000' '\n' <"$process/cmdline"; } 2>/dev/null | print_guest_identity "/$process"
  done
}

print_guest_identity() { # arguments of the process on standard input, one a line
  previous=
  while IFS= read -r argument; do
    case $previous,$argument in
      -name,guest=*)
        # A comma ends the name; two stand for one.
        mark=$(printf '\001')
        argument=$(printf '%s' "${argument#guest=}" | sed "s/,,/$mark/g; s/,.*//; s/$mark/,/g")
        printf '%s/guest:%s\n' "$1" "$argument"
        ;;
      -uuid,*[!0-9A-Fa-f-]*) ;;
      -uuid,?*) printf '%s/uuid:%s\n' "$1" "$argument" ;;
    esac
    previous=$argument
  done
}

SYSTEM=qemu:///system # never a session of the caller's own, which virsh would start

# UUIDs of the running domains, one a line, in a file: names are only shown, never used to ask.
list_running_domains() { # virsh
  run_step "$OBJECT_SECONDS" "$1" -r -c "$SYSTEM" list --uuid || end_by_step
  grep -E '^[0-9A-Fa-f-]{36}$' "$STEP_OUT" >"$WORK_DIR/domains" && return
  echo 'no domain is running' >&2
  exit 127
}

read_virsh_domains() { # virsh
  list_running_domains "$1"
  while read -r uuid; do
    print_document "domain $uuid" "$1" -r -c "$SYSTEM" dumpxml --domain "$uuid"
  done <"$WORK_DIR/domains"
  end_by_answers
}

# Read-only libvirt does not let guestinfo through. Only what the guest says of its system and name is asked:
# its file systems can hang, and its users are its own.
read_virsh_guestinfo() { # virsh
  read_virsh_blocks "$1" '' guestinfo --os --hostname
}

read_virsh_blocks() { # virsh read-only-flag command options…
  virsh=$1 readonly=$2 command=$3
  shift 3
  list_running_domains "$virsh"
  while read -r uuid; do
    domain=$uuid
    if run_step "$OBJECT_SECONDS" "$virsh" -r -c "$SYSTEM" domname --domain "$uuid"; then
      IFS= read -r domain <"$STEP_OUT"
      [ -n "$domain" ] || domain=$uuid
    fi
    printf '# domain %s\n' "$domain"
    if run_step "$OBJECT_SECONDS" "$virsh" ${readonly:+"$readonly"} -c "$SYSTEM" "$command" --domain "$uuid" "$@"; then
      print_step
      answers=yes
    elif [ "$command" = guestinfo ]; then
      # That a guest's agent is silent is an answer too.
      printf 'error: %s\n' "$(describe_step)"
      answers=yes
    fi
  done <"$WORK_DIR/domains"
  end_by_answers
}

read_virsh_nodedev() { # virsh
  # Physical functions of display class: what their virtual functions offer is in sysfs-mdev, and there are many.
  grep -s -l '^0x03' sys/bus/pci/devices/*/class | while read -r class; do
    device=${class%/class}
    [ -e "$device/physfn" ] || printf 'pci_%s\n' "${device##*/}" | tr ':.' '__'
  done >"$WORK_DIR/nodedevs"
  run_step "$OBJECT_SECONDS" "$1" -r -c "$SYSTEM" nodedev-list --cap mdev || end_by_step
  grep -E '^mdev_[A-Za-z0-9_]+$' "$STEP_OUT" >>"$WORK_DIR/nodedevs"
  [ -s "$WORK_DIR/nodedevs" ] || exit 127
  while read -r nodedev; do
    print_document "$nodedev" "$1" -r -c "$SYSTEM" nodedev-dumpxml --device "$nodedev"
  done <"$WORK_DIR/nodedevs"
  end_by_answers
}

# -------- GPUs

# A driver that does not know one field refuses them all, and names it: the others are asked again.
read_query_gpu() { # nvidia-smi
  fields=$PULSE_FIELDS
  while ! run_step "$PULSE_TOOL_SECONDS" "$1" --query-gpu="$fields" --format=csv; do
    unknown=$(sed -n 's/^Field "\([a-z_.]*\)" is not a valid field to query.*/\1/p' "$STEP_OUT" | head -n 1)
    case ",$fields," in
      ",$unknown," | ,,) unknown= ;;
      *",$unknown,"*) ;;
      *) unknown= ;;
    esac
    if [ -z "$unknown" ]; then print_step; end_by_step; fi
    fields=$(printf ',%s,' "$fields" | sed "s/,$unknown,/,/; s/^,//; s/,\$//")
  done
  print_step
}

read_fabric_manager() {
  tell nv-fabricmanager --version
  tell_unit nvidia-fabricmanager.service
  config=usr/share/nvidia/nvswitch/fabricmanager.cfg
  if [ -r "$config" ]; then
    printf '# grep ^FABRIC_MODE /%s\n' "$config"
    grep '^FABRIC_MODE' "$config"
  fi
}

read_amd_smi() {
  tell amd-smi list --json
  tell amd-smi static --json
  tell amd-smi metric --json
  end_by_answers
}

# It ends with 2 when a single value could not be had; the others are in its answer all the same.
read_rocm_smi() { # rocm-smi
  run_step "$TOOL_SECONDS" "$1" -a --showmeminfo vram --showtoponuma --json || is_json_step || end_by_step
  print_step
}

read_xpu_discovery() { # xpu-smi
  run_step "$STEP_SECONDS" "$1" discovery --dump -1 || run_step "$STEP_SECONDS" "$1" discovery -j || end_by_step
  print_step
}

read_xpu_vgpu() { # xpu-smi
  run_step "$STEP_SECONDS" "$1" discovery --dump 1 || end_by_step
  grep -E '^[0-9]+$' "$STEP_OUT" >"$WORK_DIR/devices"
  while read -r device; do
    run_step "$OBJECT_SECONDS" "$1" vgpu -d "$device" -l || continue
    printf '# device %s\n' "$device"
    print_step
  done <"$WORK_DIR/devices"
}

# -------- what a VM brings along

read_guest_agents() {
  ! has_module nvidia || tell nvidia-smi -q
  tell nvcc --version
  for file in usr/local/cuda/version.json usr/local/cuda/version.txt; do
    [ -r "$file" ] || continue
    printf '# cat /%s\n' "$file"
    cat "$file"
  done
  tell nvidia-ctk --version
  tell dcgmi --version
  tell qemu-ga --version
  tell_unit nvidia-gridd.service
}

# -------- several commands in one part

# One command with a limit of its own. Its output is in STEP_OUT; fails unless it ended well.
run_step() { # seconds program arguments…
  limit=$1
  shift
  STEP_OUT=$WORK_DIR/step.out STEP_ERR=$WORK_DIR/step.err
  : >"$STEP_OUT"
  : >"$STEP_ERR"
  STEP_NAME=${1##*/}
  if find_hung "$STEP_NAME"; then
    STATUS=hung
  else
    STEP_MARKER=$MARKERS$STEP_NAME
    run_bounded "$limit" "$STEP_MARKER" "$STEP_OUT" "$STEP_ERR" "$@"
  fi
  [ "$STATUS" != 0 ] || return 0
  FAILED_STATUS=$STATUS
  describe_step >&2
  return 1
}

describe_step() {
  case $STATUS in
    timedOut) printf '%s: no answer within %s s\n' "$STEP_NAME" "$limit" ;;
    hung) printf '%s hangs in the kernel and cannot be stopped\n' "$STEP_NAME" ;;
    *)
      detail=$(grep -v '^[[:space:]]*$' "$STEP_ERR" | head -n 1 | head -c 300)
      printf '%s\n' "${detail:-$STEP_NAME ended with $STATUS}" | sed 's/^error: //'
      ;;
  esac
}

print_step() {
  cat "$STEP_OUT"
  [ ! -s "$STEP_OUT" ] || [ -z "$(tail -c 1 "$STEP_OUT")" ] || echo
}

is_json_step() {
  case $STATUS in timedOut | hung) return 1 ;; esac
  case $(head -c 1 "$STEP_OUT") in '{' | '[') return 0 ;; *) return 1 ;; esac
}

# A document of several: whole, or a line that says why it is missing. A cut one would spoil the others.
print_document() { # subject program arguments…
  subject=$1
  shift
  if run_step "$OBJECT_SECONDS" "$@"; then
    print_step
    answers=yes
  else
    printf '# %s: %s\n' "$subject" "$(describe_step | tr -d '<>')"
  fi
}

# A block headed by its command line; nothing where the program is missing.
tell() { # program arguments…
  shown=$*
  program=$(find_tool "$1") || return 0
  shift
  run_step "$STEP_SECONDS" "$program" "$@" || is_json_step || return 0
  answers=yes
  printf '# %s\n' "$shown"
  print_step
}

tell_unit() { # unit; nothing where there is none
  systemctl=$(find_tool systemctl) || return 0
  run_step "$OBJECT_SECONDS" "$systemctl" show "$1" --property=LoadState,ActiveState,SubState,UnitFileState || return 0
  ! grep -q '^LoadState=not-found' "$STEP_OUT" || return 0
  printf '# systemctl show %s\n' "$1"
  print_step
}

end_by_step() {
  case $FAILED_STATUS in timedOut) exit 124 ;; hung) exit 125 ;; *) exit "$FAILED_STATUS" ;; esac
}

# One answer makes a part; without any, it fails as the last question did.
end_by_answers() {
  [ "$answers" = yes ] || [ -z "$FAILED_STATUS" ] || end_by_step
}

# ---------------------------------------------------------------- running a tool within its limits

# What a reader asks of one object of many, and of one command of several, within the limit of its part.
OBJECT_SECONDS=$((TOOL_SECONDS / 6 > 0 ? TOOL_SECONDS / 6 : 1))
STEP_SECONDS=$((TOOL_SECONDS / 3 > 0 ? TOOL_SECONDS / 3 : 1))

# Becomes the tool: the marker names the tool's own process, so that it is right even when we die.
exec_tool() { # marker work-folder command…
  marker=$1 WORK_DIR=$2
  shift 2
  describe_process $$ >"$marker"
  # In blocks of 512 bytes; one more than allowed, so that reaching the bound can be told from exceeding it.
  ulimit -f $((TOOL_BYTES / 512 + 1)) 2>/dev/null
  case $1 in read:*) ;; *) exec "$@" ;; esac
  MARKERS=${marker%tool.*}tool.
  TIMEOUT='' STEP_MARKER='' FAILED_STATUS='' answers=no
  trap end_reader TERM
  reader=${1#read:}
  shift
  run_reader "$reader" "$@"
}

# A reader that is told to end takes the program with it that it waits for.
end_reader() {
  trap '' TERM
  if [ -n "$STEP_MARKER" ] && is_process_of_file_alive "$STEP_MARKER"; then
    read -r pid _ <"$STEP_MARKER"
    kill -TERM "$pid" 2>/dev/null
    looks=0
    read_uptime
    # By the clock, not by looks: on a busy machine these take longer, and we are killed ourselves after the grace.
    deadline=$((UPTIME + GRACE_SECONDS * 50))
    while [ "$UPTIME" -lt "$deadline" ] && is_process_of_file_alive "$STEP_MARKER"; do
      tick "$looks"
      looks=$((looks + 1))
      read_uptime
    done
    ! is_process_of_file_alive "$STEP_MARKER" || kill -KILL "$pid" 2>/dev/null
  fi
  exit 143
}

# Works when it can stop a process and nothing else is wrong with it; old busybox has another syntax.
find_timeout() {
  TIMEOUT=$(find_tool timeout) || { TIMEOUT=; return; }
  "$TIMEOUT" -k 1 5 true </dev/null >/dev/null 2>&1 || TIMEOUT=
}

start_tool() { # seconds marker out err rc command…
  seconds=$1 marker=$2 out=$3 err=$4 rc=$5
  shift 5
  (
    if [ -n "$TIMEOUT" ]; then
      "$TIMEOUT" -k "$GRACE_SECONDS" "$seconds" "$TOOL_SHELL" "$SELF" __exec "$marker" "$WORK_DIR" "$@"
    else
      "$TOOL_SHELL" "$SELF" __exec "$marker" "$WORK_DIR" "$@"
    fi
    echo $? >"$rc.new"
    mv "$rc.new" "$rc"
  ) </dev/null >"$out" 2>"$err" &
}

# Our own watchdog, for hosts without `timeout` and for the steps of a reader.
signal_overdue_tool() { # seconds marker
  [ -z "$TIMEOUT" ] || return 0
  if [ "$signalled" = no ] && [ "$age" -ge $(($1 * 100)) ]; then
    signalled=TERM
    read -r pid _ <"$2" && kill -TERM "$pid" 2>/dev/null
  elif [ "$signalled" = TERM ] && [ "$age" -ge $((($1 + GRACE_SECONDS) * 100)) ]; then
    signalled=KILL
    read -r pid _ <"$2" && kill -KILL "$pid" 2>/dev/null
  fi
}

# Runs a command to its end or its limit. Sets age, and STATUS: its exit code, `timedOut`, or `hung` when not even
# KILL ended it: then it sleeps uninterruptibly in the kernel, is left alone, and its marker stays.
run_bounded() { # seconds marker out err command…
  runs=$((runs + 1)) signalled=no looks=0
  rc=$WORK_DIR/rc.$$.$runs
  bound=$1 watched=$2 out=$3 err=$4
  shift 4
  rm -f "$watched"
  read_uptime
  began=$UPTIME age=0
  start_tool "$bound" "$watched" "$out" "$err" "$rc" "$@"
  while [ ! -e "$rc" ]; do
    read_uptime
    age=$((UPTIME - began))
    # TERM at the limit, KILL a grace later, and another grace for the kernel to let go of the process.
    if [ "$age" -ge $(((bound + 2 * GRACE_SECONDS) * 100)) ]; then STATUS=hung; return; fi
    signal_overdue_tool "$bound" "$watched"
    tick "$looks"
    looks=$((looks + 1))
  done
  read_uptime
  age=$((UPTIME - began))
  read -r STATUS <"$rc"
  rm -f "$rc" "$watched"
  case $STATUS in
    124 | 137 | 143) [ "$age" -lt $((bound * 100 - 10)) ] || STATUS=timedOut ;;
  esac
}

# Does this program hang since an earlier run? As long as it does, another one would only join it: when
# `nvidia-smi -q` hangs in the driver, so does `nvidia-smi topo`. A collection and a pulse may meet, though: what
# the other one started hangs only once it has outlived every limit.
find_hung() { # program; sets HUNG_PID
  for marked in "$RUN_DIR/tool.$1" "$RUN_DIR/pulse.tool.$1"; do
    is_process_of_file_alive "$marked" || continue
    read -r HUNG_PID born _ <"$marked"
    [ "$marked" != "$MARKERS$1" ] || return 0
    read_uptime
    [ $((UPTIME - born)) -lt "$HANG_CENTISECONDS" ] || return 0
  done
  return 1
}

record() { # id status exit seconds file
  printf 'tool=%s status=%s exit=%s seconds=%s file=%s\n' "$1" "$2" "$3" "$4" "$5" >>"$WORK_DIR/tools"
  [ -z "$DRY_RUN" ] || say "$1: $2"
}

# Named without having been run, with the reason where Berth looks for one.
decline() { # id file status reason
  WHY_NOT=$4
  printf '%s\n' "$4" >"$WORK_DIR/files/$2.err"
  [ -z "$DRY_RUN" ] || say "$1: $4"
  record "$1" "$3" - 0 "$2"
}

run_tool() { # id file need command…
  id=$1 file=$2 need=$3
  shift 3
  case " $SKIPPED " in *" $id "*) decline "$id" "$file" absent "not run: it is on this host's list of tools to skip"; return ;; esac
  if find_obstacle "$need"; then decline "$id" "$file" absent "$WHY_NOT"; return; fi

  program='' is_reader=no
  case $1 in
    read:*) is_reader=yes; case ${2:-} in '' | /*) ;; *) program=$2 ;; esac ;;
    *) program=$1 ;;
  esac
  if { [ -n "$program" ] && find_hung "$program"; } || { [ "$is_reader" = yes ] && find_hung "read.$id"; }; then
    decline "$id" "$file" toolHung "not started, ${program:-$id} of an earlier run still hangs (process $HUNG_PID)"
    [ -n "$DRY_RUN" ] || say "$id: $WHY_NOT"
    return
  fi
  if [ -n "$program" ]; then
    found=$(find_tool "$program") || { record "$id" absent - 0 -; return; }
    if [ "$is_reader" = yes ]; then set -- "$1" "$found"; else shift; set -- "$found" "$@"; fi
  fi
  case " $SLOW " in
    *" ${program:-$id} "*)
      decline "$id" "$file" timedOut "not started, $program did not answer before in this run"
      return
      ;;
  esac
  read_uptime
  left=$((TOTAL_SECONDS - (UPTIME - SEQUENCE) / 100))
  if [ "$left" -le 0 ]; then
    decline "$id" "$file" timedOut "not started, the $TOTAL_SECONDS s of this run were over"
    return
  fi
  [ "$left" -lt "$TOOL_SECONDS" ] || left=$TOOL_SECONDS
  [ -z "$DRY_RUN" ] || say "running: $* (limit $left s)"

  part=$WORK_DIR/files/$file part_err=$WORK_DIR/err.$id
  # A reader's own marker is not that of the programs that it starts.
  if [ "$is_reader" = yes ]; then marker=${MARKERS}read.$id; else marker=$MARKERS$program; fi
  run_bounded "$left" "$marker" "$part" "$part_err" "$@"
  judge_answer
}

judge_answer() { # of run_tool
  case $is_reader,$STATUS in
    yes,124) STATUS=timedOut ;;
    yes,125) STATUS=hung ;;
    yes,127) STATUS=absent ;;
  esac
  # Of a reader, success without a word means that there was nothing to read.
  if [ "$is_reader" = yes ] && [ "$STATUS" = 0 ] && [ ! -s "$part" ]; then STATUS=absent; fi
  exit_code=- reason=''
  case $STATUS in
    absent) outcome=absent ;;
    timedOut)
      outcome=timedOut reason="no answer within $left s"
      if [ "$is_reader" = yes ]; then end_orphans; else SLOW="$SLOW $program"; fi
      ;;
    hung)
      outcome=toolHung reason="hangs in the kernel and cannot be stopped; left behind as process $(name_left_behind)"
      say "$id: $reason"
      ;;
    0) exit_code=0 outcome=ok ;;
    *) exit_code=$STATUS outcome=failed ;;
  esac
  case $outcome in
    ok | failed) weigh_answer; judge_words ;;
    *) rm -f "$part" ;; # the beginning of an answer is not an answer
  esac
  # Berth shows the first line of this.
  { [ -z "$reason" ] || printf '%s\n' "$reason"; head -c 2048 "$part_err"; } >"$part.err"
  [ -s "$part.err" ] || rm -f "$part.err"
  [ -s "$part" ] || rm -f "$part"
  # The file names the part: its output, or the reason why there is none.
  kept=-
  if [ -e "$part" ] || [ -e "$part.err" ]; then kept=$file; fi
  record "$id" "$outcome" "$exit_code" $((age / 100)) "$kept"
}

# A reader that was killed on a busy machine before it could end its program leaves it to us. What hangs since an
# earlier run has been sent this before.
end_orphans() {
  for left_behind in "$MARKERS"*; do
    is_process_of_file_alive "$left_behind" || continue
    read -r pid _ <"$left_behind" && kill -KILL "$pid" 2>/dev/null
  done
}

name_left_behind() {
  cut -d ' ' -f 1 "$marker" 2>/dev/null || cut -d ' ' -f 1 "$MARKERS$program" 2>/dev/null
}

weigh_answer() {
  size=$(wc -c <"$part")
  if [ "$size" -gt "$TOOL_BYTES" ] || [ $((size + BUNDLE_SIZE)) -gt "$BUNDLE_BYTES" ]; then
    rm -f "$part"
    printf 'output exceeded %s bytes\n' "$TOOL_BYTES" >>"$part_err"
    outcome=failed size=0
    [ "$exit_code" != 0 ] || exit_code=153
  fi
  BUNDLE_SIZE=$((BUNDLE_SIZE + size))
  # Success without a word is not a fact about the host either.
  [ "$size" -gt 0 ] || outcome=failed
}

# nvidia-smi ends badly when there is none of what was asked for. "There are none" is an answer all the same; only
# where it says nothing about what was asked (-L without any GPU) there is nothing to read.
judge_words() {
  case $id in nvidia-smi-*) ;; *) return ;; esac
  [ -s "$part" ] && [ "$(wc -c <"$part")" -lt 1024 ] || return 0
  case $id,$(grep -v '^[[:space:]]*$' "$part" | head -n 1) in
    nvidia-smi-q-x,'No devices were found'*) outcome=ok ;;
    nvidia-smi-mig-*,'No MIG-'*' devices found'* | nvidia-smi-mig-*,'No '*' instances found'*) outcome=ok ;;
    nvidia-smi-vgpu-q,'No supported devices in vGPU mode'*) outcome=ok ;;
    *,'No devices '*)
      cat "$part" >>"$part_err"
      rm -f "$part"
      outcome=absent
      ;;
  esac
}

run_all_tools() { # of the profile f, p or g
  SLOW='' BUNDLE_SIZE=0
  SKIPPED=$({ tr -s '[:space:]' ' ' <"$CONF_DIR/skip"; } 2>/dev/null)
  list_tools >"$WORK_DIR/table"
  # Not on standard input, which the tools are not to read either.
  while read -r id form profiles need command <&3; do
    # shellcheck disable=SC2086 # splitting the command into words is the point
    case $profiles in *"$1"*) run_tool "$id" "$id.$form" "$need" $command ;; esac
  done 3<"$WORK_DIR/table"
}

read_host_name() {
  if [ -s "$CONF_DIR/name" ]; then cat "$CONF_DIR/name"; else uname -n; fi
}

write_manifest() {
  BUNDLE_ID=$(cat /proc/sys/kernel/random/uuid) || die 1 "cannot read /proc/sys/kernel/random/uuid"
  {
    printf 'format=berth-bundle/1\nkind=%s\ncollector=%s\n' "$KIND" "$VERSION"
    printf 'bundle_id=%s\nboot_id=%s\nsequence=%s\n' "$BUNDLE_ID" "$BOOT_ID" "$SEQUENCE"
    printf 'hostname=%s\ncollected_at=%s\n' "$(read_host_name | tr -d '\000-\037\177')" "$(date +%s)"
    cat "$WORK_DIR/tools"
  } >"$WORK_DIR/files/manifest"
}

# ---------------------------------------------------------------- one collection at a time

# A hard link is created whole or not at all, so there is never a lock without an owner in it.
# A pulse has a lock, a folder and markers of its own: a slow collection does not keep it waiting.
take_lock() { # nothing, or `pulse.`
  make_private_dir "$RUN_DIR"
  lock=$RUN_DIR/$1lock mine=$RUN_DIR/$1lock.$$ WORK_DIR=$RUN_DIR/$1work MARKERS=$RUN_DIR/$1tool.
  describe_process $$ >"$mine" || die 1 "cannot read /proc/$$/stat"
  while ! ln "$mine" "$lock" 2>/dev/null; do
    if [ ! -e "$lock" ]; then rm -f "$mine"; die 1 "cannot create a lock in $RUN_DIR"; fi
    seen=$(cat "$lock" 2>/dev/null)
    if is_process_of_file_alive "$lock"; then
      rm -f "$mine"
      die 7 "another $([ -n "$1" ] && echo pulse || echo collection) is running (process ${seen%% *})"
    fi
    # The owner is gone. Move the lock aside and make sure that what was moved is what was judged.
    if mv "$lock" "$lock.stale.$$" 2>/dev/null; then
      [ "$(cat "$lock.stale.$$")" = "$seen" ] || ln "$lock.stale.$$" "$lock" 2>/dev/null
      rm -f "$lock.stale.$$"
    fi
  done
  rm -f "$mine"
  trap 'rm -rf "$WORK_DIR"; rm -f "$lock"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  rm -rf "$WORK_DIR"
  mkdir -p "$WORK_DIR/files" || die 1 "cannot create $WORK_DIR"
}

# ---------------------------------------------------------------- talking to Berth

check_url() {
  case $1 in
    https://?* | http://?*) ;;
    *) die 2 "the URL must begin with https:// (or http:// on this machine only)" ;;
  esac
  case $1 in *[!A-Za-z0-9:/._~%[\]-]*) die 2 "the URL has characters that do not belong into one" ;; esac
}

warn_of_plain_http() {
  case $1 in https://*) return ;; esac
  authority=${1#http://}
  authority=${authority%%/*}
  case $authority in
    localhost | localhost:* | "[::1]" | "[::1]":*) return ;;
    127.*[!0-9.:]*) ;; # 127.0.0.1.example.org is not this machine
    127.*) return ;;
  esac
  say "WARNING: $1 is plain http. Everyone on the network between here and there can read the token"
  say "WARNING: and the inventory of this host, and can answer in Berth's name. Use https."
}

check_token() {
  case $1 in '' | *[!A-Za-z0-9._~+/=-]*) return 1 ;; esac
  [ "${#1}" -le 512 ]
}

# The token reaches curl and wget by a file of mode 0600: arguments and environment can be read by others.
post_once() { # url body-file content-type token; sets HTTP_STATUS (000: no answer) and RETRY_AFTER
  cfg=$WORK_DIR/request head=$WORK_DIR/response.head REPLY_FILE=$WORK_DIR/response.body
  rm -f "$cfg" "$head" "$REPLY_FILE"
  HTTP_STATUS=000 RETRY_AFTER=
  if tool=$(find_tool curl); then
    {
      printf 'header = "Authorization: Bearer %s"\nheader = "Content-Type: %s"\nheader = "Expect:"\n' "$4" "$3"
      printf 'data-binary = "@%s"\n' "$2"
    } >"$cfg"
    # No redirects: the token is for this address only.
    HTTP_STATUS=$("$tool" -q -K "$cfg" -sS --proto '=http,https' --connect-timeout 10 --max-time "$SEND_SECONDS" \
      -A "berth-collect/$VERSION" -D "$head" -o "$REPLY_FILE" -w '%{http_code}' "$1" 2>"$WORK_DIR/send.err" </dev/null) ||
      HTTP_STATUS=000
  elif tool=$(find_tool wget) && "$tool" --version 2>/dev/null | grep -q 'GNU Wget'; then
    {
      printf 'header = Authorization: Bearer %s\nheader = Content-Type: %s\n' "$4" "$3"
      printf 'post_file = %s\n' "$2"
    } >"$cfg"
    "$tool" --config="$cfg" --no-verbose --server-response --content-on-error --tries=1 --timeout="$((SEND_SECONDS / 2))" \
      --max-redirect=0 -U "berth-collect/$VERSION" -O "$REPLY_FILE" "$1" 2>"$head" </dev/null
    ended=$?
    cp "$head" "$WORK_DIR/send.err"
    # 8 is an answer that wget calls an error; anything else but 0 is no whole answer.
    case $ended in
      0 | 8) HTTP_STATUS=$(sed -n 's|^ *HTTP/[0-9.]* \([0-9][0-9][0-9]\).*|\1|p' "$head" | tail -n 1) ;;
    esac
  else
    die 2 "sending needs curl or GNU wget; neither is installed (collect --dry-run works without them)"
  fi
  rm -f "$cfg"
  case $HTTP_STATUS in [1-5][0-9][0-9]) ;; *) HTTP_STATUS=000 ;; esac
  if [ -f "$head" ]; then
    RETRY_AFTER=$(tr '[:upper:]' '[:lower:]' <"$head" | sed -n 's/^ *retry-after: *\([0-9][0-9]*\)[[:space:]]*$/\1/p' | tail -n 1)
  fi
}

describe_answer() {
  if [ "$HTTP_STATUS" = 000 ]; then
    detail=$(tail -n 1 "$WORK_DIR/send.err" 2>/dev/null)
  else
    detail=$(head -c 4096 "$REPLY_FILE" 2>/dev/null | tr -d '\n' |
      sed -E -n 's/.*"detail"[[:space:]]*:[[:space:]]*"(([^"\\]|\\.)*)".*/\1/p')
  fi
  # The text comes from the network: nothing in it may steer a terminal.
  printf '%s' "${detail:-no further detail}" | tr -d '\000-\037\177' | head -c 500
}

post_with_retry() { # arguments of post_once; fails when Berth could not be reached
  attempt=1 delay=$BACKOFF_SECONDS
  while :; do
    post_once "$@"
    case $HTTP_STATUS in 000 | 429 | 5??) ;; *) return 0 ;; esac
    [ "$attempt" -lt "$ATTEMPTS" ] || return 1
    pause=$delay
    if [ -n "$RETRY_AFTER" ]; then
      pause=$RETRY_AFTER
      if [ "${#pause}" -gt 4 ] || [ "$pause" -gt "$RETRY_AFTER_MAX_SECONDS" ]; then pause=$RETRY_AFTER_MAX_SECONDS; fi
    fi
    say "attempt $attempt of $ATTEMPTS: $HTTP_STATUS $(describe_answer); trying again in $pause s"
    sleep "$pause"
    attempt=$((attempt + 1)) delay=$((delay * 2))
  done
}

# ---------------------------------------------------------------- bundles that wait to be accepted

# The manifest first, so that a reader knows what it is about to be given. Prints the file it made.
pack_bundle() (
  cd "$WORK_DIR/files" || exit 1
  set -- manifest
  for part in *; do
    [ "$part" = manifest ] || set -- "$@" "$part"
  done
  packed=$WORK_DIR/bundle.tar
  tar -cf "$packed" "$@" || exit 1
  if gzip=$(find_tool gzip) && "$gzip" -c "$packed" >"$packed.gz" 2>/dev/null; then packed=$packed.gz; fi
  printf '%s\n' "$packed"
)

# Numbered, not dated: the host's clock may be wrong or jump, and the oldest must be sent first.
spool_bundle() {
  make_private_dir "$SPOOL_DIR"
  last=0
  for kept in "$SPOOL_DIR"/[0-9]*.tar*; do
    [ -e "$kept" ] || continue
    number=${kept##*/}
    number=${number%%-*}
    number=1$number # a leading zero would make it octal
    [ $((number - 100000000)) -le "$last" ] || last=$((number - 100000000))
  done
  packed=$(pack_bundle) || die 1 "tar failed"
  write_file "$SPOOL_DIR/$(printf '%08d' $((last + 1)))-$BUNDLE_ID${packed#"$WORK_DIR/bundle"}" <"$packed" ||
    die 1 "cannot write to $SPOOL_DIR"
  # What the kernel's log said is kept now, and need not be said again.
  if [ -s "$WORK_DIR/kernel-log" ]; then write_file "$SPOOL_DIR/kernel-log" <"$WORK_DIR/kernel-log"; fi
  rm -f "$SPOOL_DIR"/*.new.*
  set -- "$SPOOL_DIR"/[0-9]*.tar*
  while [ $# -gt "$SPOOL_FILES" ]; do
    say "more than $SPOOL_FILES bundles wait to be sent; dropping the oldest, ${1##*/}"
    rm -f "$1"
    shift
  done
}

send_spool() {
  outcome=0
  for kept in "$SPOOL_DIR"/[0-9]*.tar*; do
    [ -e "$kept" ] || continue
    if ! post_with_retry "$url/api/ingest" "$kept" application/x-tar "$token"; then
      say "Berth could not be reached ($HTTP_STATUS $(describe_answer)); the bundle is kept for the next run"
      return 5
    fi
    outcome=0
    case $HTTP_STATUS in
      200)
        if grep -q '"unchanged"' "$REPLY_FILE" 2>/dev/null; then
          say "Berth has this bundle already"
        else
          say "accepted by Berth"
        fi
        rm -f "$kept"
        ;;
      401 | 403)
        say "Berth refused this host ($HTTP_STATUS): $(describe_answer)"
        say "the bundle is kept for the next run"
        return 4
        ;;
      400 | 409 | 413 | 422)
        say "Berth refused bundle ${kept##*/} ($HTTP_STATUS): $(describe_answer); dropped"
        rm -f "$kept"
        outcome=6
        ;;
      *)
        say "unexpected answer from $url: $HTTP_STATUS $(describe_answer); the bundle is kept for the next run"
        return 5
        ;;
    esac
  done
  return "$outcome"
}

# ---------------------------------------------------------------- commands

collect() { # f, p or g; expects the lock
  rm -f "$WORK_DIR"/files/* "$WORK_DIR/kernel-log"
  : >"$WORK_DIR/tools"
  read_uptime
  SEQUENCE=$UPTIME
  find_timeout
  run_all_tools "$1"
  write_manifest
}

show_bundle() { # of a dry run
  if [ -n "$output" ]; then
    if ! mkdir -p "$output" || ! cp "$WORK_DIR"/files/* "$output"/; then die 1 "cannot write to $output"; fi
    say "dry run: nothing was sent; the bundle's files are in $output"
    return
  fi
  for printed in "$WORK_DIR"/files/*; do
    printf '===== %s\n' "${printed##*/}"
    cat "$printed"
  done
  say "dry run: nothing was sent"
}

load_enrolment() {
  if [ ! -s "$CONF_DIR/token" ] || [ ! -s "$CONF_DIR/url" ]; then
    die 3 "this host is not enrolled ($CONF_DIR has no token): run the line that Berth shows under Settings"
  fi
  is_private_file "$CONF_DIR/token" || die 2 "$CONF_DIR/token can be read by others: chmod 600 it, or enrol again"
  read -r url <"$CONF_DIR/url"
  read -r token <"$CONF_DIR/token"
  check_token "$token" || die 2 "$CONF_DIR/token does not hold a token"
  check_url "$url"
}

command_collect() {
  output='' profile=f
  while [ $# -gt 0 ]; do
    case $1 in
      --dry-run) DRY_RUN=yes ;;
      --output) [ $# -gt 1 ] || die 2 "--output needs a folder"; output=$2; shift ;;
      --guest) profile=g KIND=guest ;;
      *) die 2 "collect does not know \"$1\"" ;;
    esac
    shift
  done
  [ -z "$output" ] || [ -n "$DRY_RUN" ] || die 2 "--output goes with --dry-run"
  [ -n "$DRY_RUN" ] || load_enrolment
  take_lock ''
  collect "$profile"
  if [ -n "$DRY_RUN" ]; then
    show_bundle
  else
    spool_bundle
    send_spool
  fi
}

command_pulse() {
  output='' every='' KIND=pulse
  while [ $# -gt 0 ]; do
    case $1 in
      --dry-run) DRY_RUN=yes ;;
      --output) [ $# -gt 1 ] || die 2 "--output needs a folder"; output=$2; shift ;;
      --every)
        case ${2:-} in '' | *[!0-9]* | ?????*) die 2 "--every needs whole seconds" ;; esac
        [ "$2" -ge 5 ] || die 2 "--every needs at least 5 seconds"
        every=$2
        shift
        ;;
      *) die 2 "pulse does not know \"$1\"" ;;
    esac
    shift
  done
  [ -z "$output" ] || [ -n "$DRY_RUN" ] || die 2 "--output goes with --dry-run"
  if [ -n "$every" ] && [ -n "$DRY_RUN" ]; then die 2 "--every sends, --dry-run does not"; fi
  [ -n "$DRY_RUN" ] || load_enrolment
  [ "$TOOL_SECONDS" -le "$PULSE_TOOL_SECONDS" ] || TOOL_SECONDS=$PULSE_TOOL_SECONDS
  SEND_SECONDS=$PULSE_SEND_SECONDS
  take_lock pulse.
  if [ -z "$every" ]; then
    send_pulse
    return
  fi
  while :; do
    read_uptime
    next=$((UPTIME + every * 100))
    send_pulse
    read_uptime
    # One that took longer than the interval is followed at once, never overtaken.
    [ "$UPTIME" -lt "$next" ] || continue
    # In the background: a shell hears a signal only once the command before it has ended.
    sleep $(((next - UPTIME + 99) / 100)) >/dev/null 2>&1 &
    nap=$!
    trap 'kill "$nap"; exit 143' TERM HUP
    trap 'kill "$nap"; exit 130' INT
    wait "$nap"
    trap 'exit 143' TERM HUP
    trap 'exit 130' INT
  done
}

# Sent once: a pulse that is late is worth nothing, and the next one is near.
send_pulse() {
  collect p
  if [ -n "$DRY_RUN" ]; then
    show_bundle
    return
  fi
  packed=$(pack_bundle) || die 1 "tar failed"
  post_once "$url/api/ingest" "$packed" application/x-tar "$token"
  case $HTTP_STATUS in
    200) return ;;
    401 | 403) sent=4 ;;
    400 | 409 | 413 | 422) sent=6 ;;
    *) sent=5 ;;
  esac
  say "this pulse is lost: $HTTP_STATUS $(describe_answer)"
  return "$sent"
}

read_enrolment_token() {
  if [ -n "$token_file" ]; then
    is_private_file "$token_file" || die 2 "$token_file must be a file that only its owner can read (chmod 600)"
    IFS= read -r enrolment_token <"$token_file" || [ -n "${enrolment_token:-}" ] || die 2 "$token_file is empty"
  else
    if [ -t 0 ]; then
      printf 'Enrolment token (not shown): ' >&2
      stty -echo 2>/dev/null
      trap 'stty echo 2>/dev/null' EXIT
    fi
    IFS= read -r enrolment_token || [ -n "${enrolment_token:-}" ] || die 2 "no enrolment token on standard input"
    if [ -t 0 ]; then stty echo 2>/dev/null; trap - EXIT; echo >&2; fi
  fi
  check_token "$enrolment_token" || die 2 "that is not an enrolment token"
}

# Every byte as %XX: always legal, and no list of exceptions to get wrong.
encode() { printf '%s' "$1" | od -An -v -tx1 | tr -d '\n' | sed 's/  */%/g; s/%$//'; }

read_answer_field() { sed -n "s/^$1=//p" "$REPLY_FILE" | head -n 1 | tr -d '\000-\037\177'; }

# A workload token is the guest's own already; any other is exchanged for one that only this machine has.
exchange_token() {
  uuid=$(cat "$ROOT/sys/class/dmi/id/product_uuid" 2>/dev/null)
  printf 'hostname=%s&product_uuid=%s&boot_id=%s&collector=%s' "$(encode "$name")" "$(encode "$uuid")" \
    "$(encode "$BOOT_ID")" "$(encode "$VERSION")" >"$WORK_DIR/form"
  post_with_retry "$url/api/enrol" "$WORK_DIR/form" application/x-www-form-urlencoded "$enrolment_token" ||
    die 5 "Berth could not be reached at $url ($HTTP_STATUS $(describe_answer))"
  case $HTTP_STATUS in
    201) ;;
    401 | 403) die 4 "Berth refused the enrolment token ($HTTP_STATUS): $(describe_answer)" ;;
    *) die 1 "unexpected answer from $url: $HTTP_STATUS $(describe_answer)" ;;
  esac
  token=$(read_answer_field token)
  check_token "$token" || die 1 "the answer of $url has no host token; is it Berth?"
  state=$(read_answer_field state)
  host=$(read_answer_field host)
}

command_enrol() {
  url='' token_file='' timer='' name='' profile=f timers='berth-collect.timer berth-pulse.timer'
  while [ $# -gt 0 ]; do
    case $1 in
      --url | --token-file | --name)
        [ $# -gt 1 ] || die 2 "$1 needs a value"
        case $1 in --url) url=${2%/} ;; --token-file) token_file=$2 ;; *) name=$2 ;; esac
        shift
        ;;
      --timer) timer=yes ;;
      --no-pulse) timers=${timers% berth-pulse.timer} ;;
      --guest) profile=g KIND=guest timers=berth-guest.timer ;;
      --token | --token=*) die 2 "the token is read from standard input or --token-file: arguments are visible to others" ;;
      *) die 2 "enrol does not know \"$1\"" ;;
    esac
    shift
  done
  [ -n "$url" ] || die 2 "enrol needs --url"
  check_url "$url"
  warn_of_plain_http "$url"
  read_enrolment_token
  take_lock ''
  make_private_dir "$CONF_DIR"

  [ -n "$name" ] || name=$(uname -n)
  token=$enrolment_token state=enrolled host=$name
  case $profile,$token in g,berth_enrol*) exchange_token ;; g,*) ;; *) exchange_token ;; esac

  # The token last: a host is enrolled when it has one.
  for stored in url name token; do
    case $stored in url) value=$url ;; name) value=$name ;; *) value=$token ;; esac
    printf '%s\n' "$value" | write_file "$CONF_DIR/$stored" || die 1 "cannot write to $CONF_DIR"
  done
  say "enrolled as $host (${state:-state unknown})"

  timer_installed=0
  if [ -n "$timer" ]; then install_timers || timer_installed=1; fi
  collect "$profile"
  spool_bundle
  send_spool && return "$timer_installed"
  sent=$?
  if [ "$sent" = 4 ] && [ "$state" = pendingApproval ]; then
    say "that is expected: this host waits for approval in Berth; its first bundle is sent after that"
    return "$timer_installed"
  fi
  return "$sent"
}

# ---------------------------------------------------------------- systemd

UNITS='berth-collect berth-pulse berth-guest'

install_timers() { # those of $timers
  systemctl=$(find_tool systemctl) || { say "no timer: this host has no systemd. Run \"collect\" from cron instead"; return 1; }
  if ! (umask 022; mkdir -p "$LIB_DIR" "$UNIT_DIR") 2>/dev/null || [ ! -w "$LIB_DIR" ] || [ ! -w "$UNIT_DIR" ]; then
    say "no timer: cannot write to $LIB_DIR and $UNIT_DIR (it needs root)"
    return 1
  fi
  remove_timers
  write_file "$LIB_DIR/berth-collect.sh" <"$SELF" && chmod 755 "$LIB_DIR/berth-collect.sh" || return 1
  for timer in $timers; do
    case $timer in
      berth-collect.timer)
        write_service berth-collect collect 20min "Report this host's hardware to Berth" &&
          write_timer berth-collect "every 10 minutes" OnBootSec=2min 'OnCalendar=*:0/10' RandomizedDelaySec=60 \
            AccuracySec=15
        ;;
      berth-guest.timer)
        write_service berth-guest 'collect --guest' 20min "Report this VM's software to Berth" &&
          write_timer berth-guest "every 10 minutes" OnBootSec=2min 'OnCalendar=*:0/10' RandomizedDelaySec=60 \
            AccuracySec=15
        ;;
      berth-pulse.timer)
        # Lost pulses are Berth's to notice; two lines every 20 seconds would fill the journal.
        write_service berth-pulse pulse 1min "Report this host's load to Berth" 'SuccessExitStatus=5 7' \
          LogLevelMax=notice &&
          write_timer berth-pulse "every 20 seconds" OnBootSec=1min OnUnitActiveSec=20s AccuracySec=1s
        ;;
    esac || return 1
  done
  # shellcheck disable=SC2086 # several names
  if "$systemctl" daemon-reload && "$systemctl" enable --now $timers >/dev/null 2>&1; then
    say "systemd runs $timers (systemctl list-timers 'berth-*')"
  else
    say "no timer: systemctl could not enable $timers"
    return 1
  fi
}

write_service() { # unit command limit description lines…
  unit=$1 arguments=$2 most=$3 description=$4
  shift 4
  write_file "$UNIT_DIR/$unit.service" <<UNIT && chmod 644 "$UNIT_DIR/$unit.service"
[Unit]
Description=$description
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart=/bin/sh $LIB_DIR/berth-collect.sh $arguments
Environment="BERTH_COLLECT_DIR=$CONF_DIR" "BERTH_COLLECT_RUN=/run/berth-collect" "BERTH_COLLECT_SPOOL=$SPOOL_DIR"
ReadWritePaths=-$SPOOL_DIR
RuntimeDirectory=berth-collect
RuntimeDirectoryMode=0700
RuntimeDirectoryPreserve=yes
StateDirectory=berth-collect
StateDirectoryMode=0700
UMask=0077
TimeoutStartSec=$most
# A tool that hangs in the kernel cannot be killed; the service must not wait for it. The script ends its own tools.
KillMode=process
Nice=10
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
# CAP_SYS_ADMIN stays: without it lspci reads only the first 64 bytes of a device's configuration.
CapabilityBoundingSet=~CAP_SYS_MODULE CAP_SYS_BOOT CAP_SYS_TIME CAP_SYS_PTRACE CAP_SYS_RAWIO CAP_MKNOD CAP_NET_ADMIN CAP_NET_RAW CAP_SETUID CAP_SETGID
$(printf '%s\n' "$@")
UNIT
}

write_timer() { # unit words lines…
  unit=$1 words=$2
  shift 2
  write_file "$UNIT_DIR/$unit.timer" <<UNIT && chmod 644 "$UNIT_DIR/$unit.timer"
[Unit]
Description=Report to Berth $words

[Timer]
$(printf '%s\n' "$@")

[Install]
WantedBy=timers.target
UNIT
}

remove_timers() {
  set --
  for unit in $UNITS; do
    if [ -e "$UNIT_DIR/$unit.timer" ]; then set -- "$@" "$unit.timer"; fi
  done
  [ $# -gt 0 ] || return 0
  if systemctl=$(find_tool systemctl); then "$systemctl" disable --now "$@" >/dev/null 2>&1; fi
  for unit in $UNITS; do rm -f "$UNIT_DIR/$unit.timer" "$UNIT_DIR/$unit.service"; done
  [ -z "$systemctl" ] || "$systemctl" daemon-reload
}

command_uninstall() {
  [ $# = 0 ] || die 2 "uninstall takes no options"
  remove_timers
  take_lock pulse.
  trap - EXIT
  rm -rf "$WORK_DIR"
  pulse_lock=$lock
  trap 'rm -f "$pulse_lock"' EXIT
  take_lock ''
  rm -f "$CONF_DIR/token" "$CONF_DIR/url" "$CONF_DIR/name" "$CONF_DIR/skip" "$SPOOL_DIR"/[0-9]*.tar* \
    "$SPOOL_DIR/kernel-log" "$LIB_DIR/berth-collect.sh"
  # Only folders that are empty now: anything else in them is not ours. A hung tool's marker stays.
  rmdir "$SPOOL_DIR" "$CONF_DIR" "$LIB_DIR" 2>/dev/null
  trap - EXIT
  rm -rf "$WORK_DIR"
  rm -f "$lock" "$pulse_lock"
  rmdir "$RUN_DIR" 2>/dev/null
  say "removed. Berth still lists this host: retire it there, which also revokes its token"
}

case ${1:-} in
  collect | enrol | pulse)
    if ! grep -q '^# berth-collect: ' "$SELF" 2>/dev/null; then die 2 "save this script to a file and run that"; fi
    ;;
esac
case ${1:-} in
  enrol) shift; command_enrol "$@" ;;
  collect) shift; command_collect "$@" ;;
  pulse) shift; command_pulse "$@" ;;
  uninstall) shift; command_uninstall "$@" ;;
  __exec) shift; exec_tool "$@" ;;
  version | --version) echo "$VERSION" ;;
  help | --help | -h) print_help ;;
  '') print_help >&2; exit 2 ;;
  *) die 2 "unknown command \"$1\"; try help" ;;
esac
