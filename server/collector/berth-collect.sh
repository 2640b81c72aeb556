#!/bin/sh
# berth-collect: reads this host with tools that are already on it and posts their raw output to Berth.
#
# Nothing is interpreted here: Berth parses. Nothing is changed here: every tool only reads, and no kernel
# module is ever loaded. Works in any POSIX sh (dash, busybox, bash); needs tar and, to send, curl or GNU wget.
# Read it before you run it: it is meant to be read. `berth-collect.sh help` lists commands and exit codes.
set -u

VERSION=0.1.0
umask 077
unset CDPATH IFS
LC_ALL=C
export LC_ALL
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH

print_help() {
  cat <<'HELP'
usage: sh berth-collect.sh COMMAND

  enrol --url URL [--token-file FILE] [--name NAME] [--timer]
        Exchange an enrolment token for a host token, then collect once. The token is read from standard
        input, or from FILE when only its owner may read it; it is never an argument, because arguments are
        visible to every user of this machine. --timer also collects every 10 minutes by a systemd timer.
  collect [--dry-run [--output DIR]]
        Run the tools and post their output. --dry-run prints what is run and what came back and sends
        nothing; with --output the files are written to DIR instead of printed.
  uninstall
        Remove the timer, the installed copy, the stored token and everything that was kept to be sent.
  version, help

exit codes
  0  done: the bundle was accepted (a tool that is absent or failed is reported to Berth, not an error here)
  1  something on this machine went wrong
  2  wrong usage, or a set-up that would leak the token
  3  this host is not enrolled
  4  Berth refused the token or the host (401, 403); the bundle is kept for the next run
  5  Berth could not be reached, or answered "later" too often; the bundle is kept for the next run
  6  Berth refused the bundle (400, 409, 413, 422); sending it again cannot help, so it was dropped
  7  another collection is running

environment
  BERTH_COLLECT_DIR      configuration: url, token, name (default /etc/berth)
  BERTH_COLLECT_RUN      lock and markers of running tools (default /run/berth-collect)
  BERTH_COLLECT_SPOOL    bundles not accepted yet (default /var/lib/berth-collect)
  BERTH_COLLECT_PATH     where tools are looked for, instead of the system's folders
  BERTH_COLLECT_ROOT     read /sys, /proc/driver and /etc under this folder, and install under it
  BERTH_COLLECT_TOOL_SECONDS=30  BERTH_COLLECT_GRACE_SECONDS=5  BERTH_COLLECT_TOOL_BYTES=16777216
  BERTH_COLLECT_ATTEMPTS=5  BERTH_COLLECT_BACKOFF_SECONDS=2  BERTH_COLLECT_SPOOL_FILES=12
HELP
}

say() { printf 'berth-collect: %s\n' "$*" >&2; }
die() { code=$1; shift; say "$*"; exit "$code"; }

# ---------------------------------------------------------------- settings

ROOT=${BERTH_COLLECT_ROOT:-}
TOOL_SECONDS=${BERTH_COLLECT_TOOL_SECONDS:-30}
GRACE_SECONDS=${BERTH_COLLECT_GRACE_SECONDS:-5}
TOOL_BYTES=${BERTH_COLLECT_TOOL_BYTES:-16777216}
ATTEMPTS=${BERTH_COLLECT_ATTEMPTS:-5}
BACKOFF_SECONDS=${BERTH_COLLECT_BACKOFF_SECONDS:-2}
SPOOL_FILES=${BERTH_COLLECT_SPOOL_FILES:-12}
RETRY_AFTER_MAX_SECONDS=300
TOOL_PATH=${BERTH_COLLECT_PATH:-$PATH:/usr/local/nvidia/bin}
LIB_DIR=$ROOT/usr/local/lib/berth
UNIT_DIR=$ROOT/etc/systemd/system
BOOT_ID=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null) || BOOT_ID=

for number in "$TOOL_SECONDS" "$GRACE_SECONDS" "$TOOL_BYTES" "$ATTEMPTS" "$BACKOFF_SECONDS" "$SPOOL_FILES"; do
  case $number in '' | *[!0-9]*) die 2 "the BERTH_COLLECT_… limits are whole numbers, not \"$number\"" ;; esac
done

# Root keeps its state where the system does; anyone else beside the configuration they named.
CONF_DIR=${BERTH_COLLECT_DIR:-$ROOT/etc/berth}
if [ "$(id -u)" = 0 ]; then
  RUN_DIR=${BERTH_COLLECT_RUN:-$ROOT/run/berth-collect}
  SPOOL_DIR=${BERTH_COLLECT_SPOOL:-$ROOT/var/lib/berth-collect}
else
  RUN_DIR=${BERTH_COLLECT_RUN:-${XDG_RUNTIME_DIR:-/tmp}/berth-collect-$(id -u)}
  SPOOL_DIR=${BERTH_COLLECT_SPOOL:-$CONF_DIR/spool}
fi

# The script runs itself again for each tool, so it must be a file, not a pipe.
case $0 in */*) SELF=$0 ;; *) SELF=$PWD/$0 ;; esac
case $SELF in /*) ;; *) SELF=$PWD/$SELF ;; esac

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
  if [ "$1" -lt 15 ]; then sleep 0.02 2>/dev/null || sleep 1; else sleep 0.1 2>/dev/null || sleep 1; fi
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

# ---------------------------------------------------------------- reading the host

# What cat and grep can tell, as `path:value` lines. Paths are read relative to the root and printed absolute.
read_files() {
  cd "${ROOT:-/}" || exit 1
  case $1 in
    os-release)
      for file in etc/os-release usr/lib/os-release; do
        [ ! -r "$file" ] || exec cat "$file"
      done
      exit 127
      ;;
    dmi)
      [ -d sys/class/dmi/id ] || exit 127
      grep -s -H . sys/class/dmi/id/product_uuid sys/class/dmi/id/product_name sys/class/dmi/id/sys_vendor \
        sys/class/dmi/id/product_serial sys/class/dmi/id/board_name sys/class/dmi/id/bios_version \
        sys/class/dmi/id/bios_date sys/class/dmi/id/chassis_asset_tag | sed 's|^|/|'
      ;;
    sysfs-node)
      [ -d sys/devices/system/node ] || exit 127
      {
        # An empty cpulist is a fact (a node with memory only), so its line is kept.
        grep -s -H '' sys/devices/system/node/node*/cpulist
        grep -s -H . sys/devices/system/node/node*/distance
        grep -s -H -E 'Mem(Total|Free):' sys/devices/system/node/node*/meminfo
        grep -s -H . sys/devices/system/node/node*/hugepages/hugepages-*/nr_hugepages \
          sys/devices/system/node/node*/hugepages/hugepages-*/free_hugepages
      } | sed 's|^|/|'
      ;;
    sysfs-pci)
      [ -d sys/bus/pci/devices ] || exit 127
      {
        # One attribute at a time: a host with thousands of virtual functions would overflow one command line.
        for attribute in class vendor device subsystem_vendor subsystem_device current_link_speed \
          current_link_width max_link_speed max_link_width numa_node sriov_numvfs sriov_totalvfs; do
          grep -s -H . sys/bus/pci/devices/*/"$attribute"
        done
        for device in sys/bus/pci/devices/*; do
          [ -e "$device" ] || continue
          target=$(readlink "$device/driver") && printf '%s/driver:%s\n' "$device" "${target##*/}"
          target=$(readlink "$device/iommu_group") && printf '%s/iommu_group:%s\n' "$device" "${target##*/}"
          # The link runs through every bridge above the device, so its last folder but one is the parent.
          if target=$(readlink "$device"); then
            target=${target%/*}
            printf '%s/parent:%s\n' "$device" "${target##*/}"
          fi
        done
      } | sed 's|^|/|'
      ;;
  esac
  exit 0
}

# Becomes the tool: the marker names the tool's own process, so that it is right even when we die.
exec_tool() {
  marker=$1
  shift
  describe_process $$ >"$marker"
  # In blocks of 512 bytes; one more than allowed, so that reaching the bound can be told from exceeding it.
  ulimit -f $((TOOL_BYTES / 512 + 1)) 2>/dev/null
  case $1 in read:*) read_files "${1#read:}" ;; esac
  exec "$@"
}

# Works when it can stop a process and nothing else is wrong with it; old busybox has another syntax.
find_timeout() {
  TIMEOUT=$(find_tool timeout) || { TIMEOUT=; return; }
  "$TIMEOUT" -k 1 5 true </dev/null >/dev/null 2>&1 || TIMEOUT=
}

start_tool() { # marker out err rc command…
  out=$2 err=$3 rc=$4
  marker=$1
  shift 4
  (
    if [ -n "$TIMEOUT" ]; then
      "$TIMEOUT" -k "$GRACE_SECONDS" "$TOOL_SECONDS" /bin/sh "$SELF" __exec "$marker" "$@"
    else
      /bin/sh "$SELF" __exec "$marker" "$@"
    fi
    echo $? >"$rc.new"
    mv "$rc.new" "$rc"
  ) </dev/null >"$out" 2>"$err" &
}

# Our own watchdog, for hosts without `timeout`.
signal_overdue_tool() {
  [ -z "$TIMEOUT" ] || return 0
  if [ "$signalled" = no ] && [ "$age" -ge $((TOOL_SECONDS * 100)) ]; then
    signalled=TERM
    read -r pid _ <"$1" && kill -TERM "$pid" 2>/dev/null
  elif [ "$signalled" = TERM ] && [ "$age" -ge $(((TOOL_SECONDS + GRACE_SECONDS) * 100)) ]; then
    signalled=KILL
    read -r pid _ <"$1" && kill -KILL "$pid" 2>/dev/null
  fi
}

record() { # id status exit seconds file
  printf 'tool=%s status=%s exit=%s seconds=%s file=%s\n' "$1" "$2" "$3" "$4" "$5" >>"$WORK_DIR/tools"
  [ -z "$DRY_RUN" ] || say "$1: $2"
}

run_tool() { # id file command…
  id=$1 file=$2
  shift 2
  # One marker per program: when `nvidia-smi -q` hangs in the driver, `nvidia-smi topo` would only join it.
  marker=$RUN_DIR/tool.${1#read:}
  if is_process_of_file_alive "$marker"; then
    say "$id: not started, ${1#read:} of an earlier run still hangs (process $(cut -d ' ' -f 1 "$marker"))"
    record "$id" toolHung - 0 -
    return
  fi
  rm -f "$marker"
  is_reader=no
  case $1 in
    read:*) is_reader=yes ;;
    *)
      program=$(find_tool "$1") || { record "$id" absent - 0 -; return; }
      shift
      set -- "$program" "$@"
      ;;
  esac
  [ -z "$DRY_RUN" ] || say "running: $* (limit $TOOL_SECONDS s)"

  rc=$WORK_DIR/rc.$id out=$WORK_DIR/files/$file err=$WORK_DIR/err.$id signalled=no looks=0
  read_uptime
  started=$UPTIME
  start_tool "$marker" "$out" "$err" "$rc" "$@"
  while [ ! -e "$rc" ]; do
    read_uptime
    age=$((UPTIME - started))
    # TERM at the limit, KILL a grace later, and another grace for the kernel to let go of the process.
    [ "$age" -lt $(((TOOL_SECONDS + 2 * GRACE_SECONDS) * 100)) ] || break
    signal_overdue_tool "$marker"
    tick "$looks"
    looks=$((looks + 1))
  done
  read_uptime
  age=$((UPTIME - started))
  finish_tool
}

finish_tool() { # reads id file out err rc age marker of run_tool
  seconds=$((age / 100))
  if [ ! -e "$rc" ]; then
    # Not even KILL ended it: it sleeps uninterruptibly in the kernel. It is left alone, and its marker stays.
    rm -f "$out"
    say "$id: hangs in the kernel and cannot be stopped; left behind as process $(cut -d ' ' -f 1 "$marker" 2>/dev/null)"
    record "$id" toolHung - "$seconds" -
    return
  fi
  rm -f "$marker"
  read -r status <"$rc"
  kept=$file
  if [ ! -s "$out" ]; then kept=-; fi
  case $status in
    124 | 137 | 143)
      if [ "$age" -ge $((TOOL_SECONDS * 100 - 10)) ]; then
        rm -f "$out" # the beginning of an answer is not an answer
        keep_errors
        record "$id" timedOut "$status" "$seconds" -
        return
      fi
      ;;
  esac
  # Only our own readers say "absent" by 127; from a tool it means that it is there and broken.
  if [ "$status" = 127 ] && [ "$is_reader" = yes ]; then
    rm -f "$out"
    record "$id" absent - "$seconds" -
    return
  fi
  if [ "$kept" != - ] && [ "$(wc -c <"$out")" -gt "$TOOL_BYTES" ]; then
    rm -f "$out"
    kept=-
    printf 'output exceeded %s bytes\n' "$TOOL_BYTES" >>"$err"
    [ "$status" != 0 ] || status=153
  fi
  keep_errors
  # Success without a word is not a fact about the host either.
  if [ "$status" = 0 ] && [ "$kept" != - ]; then
    record "$id" ok 0 "$seconds" "$kept"
  else
    [ "$kept" != - ] || rm -f "$out"
    record "$id" failed "$status" "$seconds" "$kept"
  fi
}

keep_errors() {
  if [ -s "$err" ]; then head -c 2048 "$err" >"$WORK_DIR/files/$file.err"; fi
}

run_all_tools() {
  # nvidia-smi loads the kernel module when it is not loaded (through the setuid nvidia-modprobe). On a host
  # whose GPUs are meant for passthrough that would take them from the guests, so without the module there is
  # nothing to ask and the tool counts as absent.
  if [ -d "$ROOT/proc/driver/nvidia" ] || [ -d "$ROOT/sys/module/nvidia" ]; then
    run_tool nvidia-smi-q-x nvidia-smi-q-x.xml nvidia-smi -q -x
    run_tool nvidia-smi-topo-m nvidia-smi-topo-m.txt nvidia-smi topo -m
  else
    [ -z "$DRY_RUN" ] || say "nvidia-smi: not run, it would load the NVIDIA kernel module, which is not loaded"
    record nvidia-smi-q-x absent - 0 -
    record nvidia-smi-topo-m absent - 0 -
  fi
  run_tool lspci lspci.txt lspci -vvv -nn -D
  run_tool lscpu lscpu.json lscpu -J
  run_tool numactl numactl.txt numactl -H
  run_tool sysfs-pci sysfs-pci.txt read:sysfs-pci
  run_tool sysfs-node sysfs-node.txt read:sysfs-node
  run_tool os-release os-release.txt read:os-release
  run_tool uname uname.txt uname -a
  run_tool dmi dmi.txt read:dmi
}

read_host_name() {
  if [ -s "$CONF_DIR/name" ]; then cat "$CONF_DIR/name"; else uname -n; fi
}

write_manifest() {
  BUNDLE_ID=$(cat /proc/sys/kernel/random/uuid) || die 1 "cannot read /proc/sys/kernel/random/uuid"
  {
    printf 'format=berth-bundle/1\ncollector=%s\nbundle_id=%s\nboot_id=%s\n' "$VERSION" "$BUNDLE_ID" "$BOOT_ID"
    printf 'sequence=%s\nhostname=%s\ncollected_at=%s\n' "$SEQUENCE" "$(read_host_name | tr -d '\000-\037\177')" "$(date +%s)"
    cat "$WORK_DIR/tools"
  } >"$WORK_DIR/files/manifest"
}

# ---------------------------------------------------------------- one collection at a time

# A hard link is created whole or not at all, so there is never a lock without an owner in it.
take_lock() {
  make_private_dir "$RUN_DIR"
  mine=$RUN_DIR/lock.$$ lock=$RUN_DIR/lock
  describe_process $$ >"$mine" || die 1 "cannot read /proc/$$/stat"
  while ! ln "$mine" "$lock" 2>/dev/null; do
    if [ ! -e "$lock" ]; then rm -f "$mine"; die 1 "cannot create a lock in $RUN_DIR"; fi
    seen=$(cat "$lock" 2>/dev/null)
    if is_process_of_file_alive "$lock"; then
      rm -f "$mine"
      die 7 "another collection is running (process ${seen%% *})"
    fi
    # The owner is gone. Move the lock aside and make sure that what was moved is what was judged.
    if mv "$lock" "$lock.stale.$$" 2>/dev/null; then
      [ "$(cat "$lock.stale.$$")" = "$seen" ] || ln "$lock.stale.$$" "$lock" 2>/dev/null
      rm -f "$lock.stale.$$"
    fi
  done
  rm -f "$mine"
  trap 'rm -rf "$RUN_DIR/work"; rm -f "$RUN_DIR/lock"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  WORK_DIR=$RUN_DIR/work
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
    HTTP_STATUS=$("$tool" -q -K "$cfg" -sS --proto '=http,https' --connect-timeout 10 --max-time 120 \
      -A "berth-collect/$VERSION" -D "$head" -o "$REPLY_FILE" -w '%{http_code}' "$1" 2>"$WORK_DIR/send.err" </dev/null) ||
      HTTP_STATUS=000
  elif tool=$(find_tool wget) && "$tool" --version 2>/dev/null | grep -q 'GNU Wget'; then
    {
      printf 'header = Authorization: Bearer %s\nheader = Content-Type: %s\n' "$4" "$3"
      printf 'post_file = %s\n' "$2"
    } >"$cfg"
    "$tool" --config="$cfg" --no-verbose --server-response --content-on-error --tries=1 --timeout=60 \
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

# The manifest first, so that a reader knows what it is about to be given.
pack_bundle() (
  cd "$WORK_DIR/files" || exit 1
  set -- manifest
  for packed in *; do
    [ "$packed" = manifest ] || set -- "$@" "$packed"
  done
  tar -cf "$WORK_DIR/bundle" "$@"
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
  BUNDLE=$SPOOL_DIR/$(printf '%08d' $((last + 1)))-$BUNDLE_ID.tar
  pack_bundle || die 1 "tar failed"
  if gzip=$(find_tool gzip) && "$gzip" -c "$WORK_DIR/bundle" >"$WORK_DIR/bundle.gz" 2>/dev/null; then
    mv -f "$WORK_DIR/bundle.gz" "$WORK_DIR/bundle"
    BUNDLE=$BUNDLE.gz
  fi
  write_file "$BUNDLE" <"$WORK_DIR/bundle" || die 1 "cannot write to $SPOOL_DIR"
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

print_bundle() {
  for printed in "$WORK_DIR"/files/*; do
    printf '===== %s\n' "${printed##*/}"
    cat "$printed"
  done
}

collect() { # expects the lock
  rm -f "$WORK_DIR"/files/*
  : >"$WORK_DIR/tools"
  read_uptime
  SEQUENCE=$UPTIME
  find_timeout
  run_all_tools
  write_manifest
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
  DRY_RUN='' output=''
  while [ $# -gt 0 ]; do
    case $1 in
      --dry-run) DRY_RUN=yes ;;
      --output) [ $# -gt 1 ] || die 2 "--output needs a folder"; output=$2; shift ;;
      *) die 2 "collect does not know \"$1\"" ;;
    esac
    shift
  done
  [ -z "$output" ] || [ -n "$DRY_RUN" ] || die 2 "--output goes with --dry-run"
  [ -n "$DRY_RUN" ] || load_enrolment
  take_lock
  collect
  if [ -z "$DRY_RUN" ]; then
    spool_bundle
    send_spool
    return
  fi
  if [ -n "$output" ]; then
    if ! mkdir -p "$output" || ! cp "$WORK_DIR"/files/* "$output"/; then die 1 "cannot write to $output"; fi
    say "dry run: nothing was sent; the bundle's files are in $output"
  else
    print_bundle
    say "dry run: nothing was sent"
  fi
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

command_enrol() {
  DRY_RUN='' url='' token_file='' timer='' name=''
  while [ $# -gt 0 ]; do
    case $1 in
      --url | --token-file | --name)
        [ $# -gt 1 ] || die 2 "$1 needs a value"
        case $1 in --url) url=${2%/} ;; --token-file) token_file=$2 ;; *) name=$2 ;; esac
        shift
        ;;
      --timer) timer=yes ;;
      --token | --token=*) die 2 "the token is read from standard input or --token-file: arguments are visible to others" ;;
      *) die 2 "enrol does not know \"$1\"" ;;
    esac
    shift
  done
  [ -n "$url" ] || die 2 "enrol needs --url"
  check_url "$url"
  warn_of_plain_http "$url"
  read_enrolment_token
  take_lock
  make_private_dir "$CONF_DIR"

  [ -n "$name" ] || name=$(uname -n)
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

  # The token last: a host is enrolled when it has one.
  for stored in url name token; do
    case $stored in url) value=$url ;; name) value=$name ;; *) value=$token ;; esac
    printf '%s\n' "$value" | write_file "$CONF_DIR/$stored" || die 1 "cannot write to $CONF_DIR"
  done
  state=$(read_answer_field state)
  say "enrolled as $(read_answer_field host) (${state:-state unknown})"

  timer_installed=0
  if [ -n "$timer" ]; then install_timer || timer_installed=1; fi
  collect
  spool_bundle
  send_spool && return "$timer_installed"
  sent=$?
  if [ "$sent" = 4 ] && [ "$state" = pendingApproval ]; then
    say "that is expected: this host waits for approval in Berth; its first bundle is sent after that"
    return "$timer_installed"
  fi
  return "$sent"
}

install_timer() {
  systemctl=$(find_tool systemctl) || { say "no timer: this host has no systemd. Run \"collect\" from cron instead"; return 1; }
  if ! (umask 022; mkdir -p "$LIB_DIR" "$UNIT_DIR") 2>/dev/null || [ ! -w "$LIB_DIR" ] || [ ! -w "$UNIT_DIR" ]; then
    say "no timer: cannot write to $LIB_DIR and $UNIT_DIR (it needs root)"
    return 1
  fi
  write_unit_files || return 1
  if "$systemctl" daemon-reload && "$systemctl" enable --now berth-collect.timer >/dev/null 2>&1; then
    say "a systemd timer collects every 10 minutes (systemctl status berth-collect.timer)"
  else
    say "no timer: systemctl could not enable berth-collect.timer"
    return 1
  fi
}

write_unit_files() {
  write_file "$LIB_DIR/berth-collect.sh" <"$SELF" && chmod 755 "$LIB_DIR/berth-collect.sh" || return 1
  write_file "$UNIT_DIR/berth-collect.service" <<UNIT && chmod 644 "$UNIT_DIR/berth-collect.service"
[Unit]
Description=Report this host's hardware to Berth
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart=/bin/sh $LIB_DIR/berth-collect.sh collect
Environment="BERTH_COLLECT_DIR=$CONF_DIR" "BERTH_COLLECT_RUN=/run/berth-collect" "BERTH_COLLECT_SPOOL=$SPOOL_DIR"
ReadWritePaths=-$SPOOL_DIR
RuntimeDirectory=berth-collect
RuntimeDirectoryMode=0700
RuntimeDirectoryPreserve=yes
StateDirectory=berth-collect
StateDirectoryMode=0700
UMask=0077
TimeoutStartSec=20min
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
UNIT
  write_file "$UNIT_DIR/berth-collect.timer" <<'UNIT' && chmod 644 "$UNIT_DIR/berth-collect.timer"
[Unit]
Description=Report this host's hardware to Berth every 10 minutes

[Timer]
OnBootSec=2min
OnCalendar=*:0/10
RandomizedDelaySec=60
AccuracySec=15

[Install]
WantedBy=timers.target
UNIT
}

command_uninstall() {
  [ $# = 0 ] || die 2 "uninstall takes no options"
  if [ -e "$UNIT_DIR/berth-collect.timer" ]; then
    if systemctl=$(find_tool systemctl); then "$systemctl" disable --now berth-collect.timer >/dev/null 2>&1; fi
    rm -f "$UNIT_DIR/berth-collect.timer" "$UNIT_DIR/berth-collect.service"
    [ -z "$systemctl" ] || "$systemctl" daemon-reload
  fi
  take_lock
  rm -f "$CONF_DIR/token" "$CONF_DIR/url" "$CONF_DIR/name" "$SPOOL_DIR"/[0-9]*.tar* "$LIB_DIR/berth-collect.sh"
  # Only folders that are empty now: anything else in them is not ours. A hung tool's marker stays.
  rmdir "$SPOOL_DIR" "$CONF_DIR" "$LIB_DIR" 2>/dev/null
  trap - EXIT
  rm -rf "$WORK_DIR"
  rm -f "$RUN_DIR/lock"
  rmdir "$RUN_DIR" 2>/dev/null
  say "removed. Berth still lists this host: retire it there, which also revokes its token"
}

case ${1:-} in
  collect | enrol | __exec)
    if ! grep -q '^# berth-collect: ' "$SELF" 2>/dev/null; then die 2 "save this script to a file and run that"; fi
    ;;
esac
case ${1:-} in
  enrol) shift; command_enrol "$@" ;;
  collect) shift; command_collect "$@" ;;
  uninstall) shift; command_uninstall "$@" ;;
  __exec) shift; exec_tool "$@" ;;
  version | --version) echo "$VERSION" ;;
  help | --help | -h) print_help ;;
  '') print_help >&2; exit 2 ;;
  *) die 2 "unknown command \"$1\"; try help" ;;
esac
