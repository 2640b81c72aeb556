import type { CollectorSandbox } from './collector-sandbox'

export const DOMAIN_A = '4b20d080-1b54-4048-85b3-a6a62d165c01'
export const DOMAIN_B = '0d3f5d6a-7c6b-4a52-9d57-0f4f3c3f5b02'
/** A name that a careless script would run. */
export const HOSTILE_NAME = `it's "a" vm; $(touch pwned) \`touch pwned\` & <b>`

/** `virsh` with two running domains. Cases come first; what they do not catch answers plainly. */
export function writeVirsh(cases = ''): string {
  return `
case "$*" in
${cases}
*'list --all') printf ' Id   Name   State\\n----------------------\\n 1    a      running\\n 2    b      running\\n\\n' ;;
*'list --uuid') printf '%s\\n' ${DOMAIN_A} ${DOMAIN_B} '' ;;
*'domname --domain ${DOMAIN_A}') cat "\${0%/bin/*}/name-a"; echo ;;
*'domname --domain ${DOMAIN_B}') printf 'plain\\n\\n' ;;
*'capabilities') echo '<capabilities><host><uuid>${DOMAIN_A}</uuid></host></capabilities>' ;;
*'dumpxml --domain ${DOMAIN_A}') echo "<domain type='kvm' id='1'><name>a</name><uuid>${DOMAIN_A}</uuid></domain>" ;;
*'dumpxml --domain ${DOMAIN_B}') echo "<domain type='kvm' id='2'><name>plain</name><uuid>${DOMAIN_B}</uuid></domain>" ;;
*'nodedev-list --cap mdev') printf 'mdev_4b20d080_1b54_4048_85b3_a6a62d165c01\\n\\n' ;;
*nodedev-dumpxml*) printf '<device><name>%s</name></device>\\n\\n' "$6" ;;
*vcpupin*) printf ' VCPU   CPU Affinity\\n----------------------\\n 0      0-3\\n\\n' ;;
*emulatorpin*) printf ' emulator: CPU Affinity\\n----------------------------------\\n       *: 0-3\\n\\n' ;;
*iothreadinfo*) echo 'No IOThreads found for the domain' ;;
*guestinfo*) printf 'os.id               : ubuntu\\nhostname            : inside\\n' ;;
*) echo "error: unknown: $*" >&2; exit 1 ;;
esac`
}

/** libvirt at work, with the given virsh. */
export async function furnishLibvirt(sandbox: CollectorSandbox, virsh: string): Promise<void> {
  await sandbox.write('root/proc/41/comm', 'libvirtd\n')
  await sandbox.write('name-a', `${HOSTILE_NAME}\n`)
  await sandbox.fakeTool('virsh', `echo "$*" >>'${sandbox.path('virsh.calls')}'${virsh}`)
}

/** A host with something of everything that the collector looks for. */
export async function furnishGpuHost(sandbox: CollectorSandbox): Promise<void> {
  for (const name of ['nvidia', 'amdgpu', 'i915'])
    await sandbox.write(`root/sys/module/${name}/refcnt`, '1\n')
  await furnishLibvirt(sandbox, writeVirsh())
  await furnishTools(sandbox)
  await furnishKernel(sandbox)
  await furnishDevices(sandbox)
}

async function furnishTools(sandbox: CollectorSandbox): Promise<void> {
  const echoed = ['uname', 'lscpu', 'numactl', 'lspci', 'dmidecode', 'nvidia-smi', 'nv-fabricmanager']
  for (const tool of echoed) await sandbox.fakeTool(tool, `echo "${tool} $*"`)
  await sandbox.fakeTool('lstopo', 'echo "lstopo $* $HWLOC_COMPONENTS"')
  await sandbox.fakeTool(
    'ethtool',
    'printf "driver: mlx5_core\\nfirmware-version: 22.39\\nbus-info: %s\\n" "$2"',
  )
  await sandbox.fakeTool('systemctl', 'printf "LoadState=loaded\\nActiveState=active\\nSubState=running\\n"')
  await sandbox.fakeTool('dmesg', `echo '[    1.000001] NVRM: loading'; echo '[    2.5] usb: no'`)
  await sandbox.fakeTool('amd-smi', `case $1 in metric) exit 1 ;; esac; echo '[{"gpu":0}]'`)
  await sandbox.fakeTool('rocm-smi', `echo '{"card0":{}}'; exit 2`)
  await sandbox.fakeTool(
    'xpu-smi',
    `case "$*" in 'discovery --dump 1') printf 'Device ID\\n0\\n1\\n' ;; 'vgpu -d 1 -l') exit 1 ;; *) echo "xpu-smi $*" ;; esac`,
  )
}

async function furnishKernel(sandbox: CollectorSandbox): Promise<void> {
  const files: Record<string, string> = {
    'proc/cmdline':
      'root=/dev/vda rd.iscsi.password=hunter2 netroot=iscsi:me:hunter2@10.0.0.1 DB_PASSWORD=hunter2 rootpwd=hunter2 iommu=pt -- --key hunter2\n',
    'proc/interrupts': '           CPU0\n 24:  1  PCI-MSI  nvidia\n',
    'proc/softirqs': '           CPU0\n  HI:  1\n',
    'proc/pressure/cpu': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=7\n',
    'proc/irq/24/smp_affinity_list': '0-3\n',
    'proc/irq/24/effective_affinity_list': '\n',
    'proc/irq/24/node': '0\n',
    'proc/driver/nvidia/version':
      'NVRM version: NVIDIA UNIX x86_64 Kernel Module  570.1\nGCC version:  gcc 12\n',
    'proc/driver/nvidia/gpus/0000:3b:00.0/information': 'Model: \t\t NVIDIA L40S\n',
    'proc/700/comm': 'qemu-system-x86\n',
    'proc/700/status': 'Name:\tqemu-system-x86\nUid:\t0\nVmLck:\t  4194304 kB\nThreads:\t9\n',
    'proc/700/cmdline': [
      'qemu-system-x86_64',
      '-name',
      'guest=a,,b $(id) c,debug-threads=on',
      '-object',
      'secret,id=hunter2',
      '-uuid',
      DOMAIN_A,
      '',
    ].join('\0'),
    'proc/701/comm': 'bash\n',
    'proc/701/status': 'Name:\tbash\n',
    'lib/modules/6.1.0-18-amd64/modules.dep': '',
    'lib/modules/6.1.0-25-amd64/modules.dep': '',
    'lib/modules/5.10.0-9-amd64/modules.dep': '',
    'boot/vmlinuz-6.1.0-18-amd64': '',
    'boot/vmlinuz-6.1.0-25-amd64': '',
    'run/reboot-required': '',
  }
  for (const [name, content] of Object.entries(files)) await sandbox.write(`root/${name}`, content)
  await sandbox.link('boot/vmlinuz-6.1.0-25-amd64', 'root/vmlinuz')
}

async function furnishDevices(sandbox: CollectorSandbox): Promise<void> {
  const gpu = 'root/sys/devices/pci0000:3a/0000:3a:00.0/0000:3b:00.0'
  const types = `${gpu}/mdev_supported_types/nvidia-522`
  const files: Record<string, string> = {
    [`${gpu}/class`]: '0x030200\n',
    [`${types}/name`]: 'NVIDIA L40S-1B\n',
    [`${types}/available_instances`]: '0\n',
    [`${gpu}/${DOMAIN_A}/power`]: '',
    'root/sys/devices/pci0000:3a/0000:3a:00.0/0000:3b:00.4/class': '0x030200\n',
    'root/sys/devices/pci0000:3a/0000:3a:00.0/0000:3b:00.4/nvidia/creatable_vgpu_types':
      'ID    : vGPU Name\n1155  : NVIDIA L40S-1B\n',
    'root/sys/devices/pci0000:3a/0000:3a:00.0/0000:3b:00.4/nvidia/current_vgpu_type': '0\n',
    'root/sys/class/net/eth0/device/vendor': '0x15b3\n',
    'root/sys/class/net/lo/address': '00:00:00:00:00:00\n',
    'root/sys/class/infiniband/mlx5_0/fw_ver': '22.39.1002\n',
    'root/usr/share/nvidia/nvswitch/fabricmanager.cfg': 'LOG_LEVEL=4\nFABRIC_MODE=1\n',
  }
  for (const [name, content] of Object.entries(files)) await sandbox.write(name, content)
  const devices = '../../../devices/pci0000:3a/0000:3a:00.0'
  await sandbox.link(`${devices}/0000:3b:00.0`, 'root/sys/bus/pci/devices/0000:3b:00.0')
  await sandbox.link(`${devices}/0000:3b:00.4`, 'root/sys/bus/pci/devices/0000:3b:00.4')
  await sandbox.link('../0000:3b:00.0', 'root/sys/devices/pci0000:3a/0000:3a:00.0/0000:3b:00.4/physfn')
  await sandbox.link(`${devices.slice('../'.length)}/0000:3b:00.0`, 'root/sys/class/mdev_bus/0000:3b:00.0')
  await sandbox.link('../../../0000:3b:00.0', 'root/sys/class/infiniband/mlx5_0/device')
  await sandbox.link('../mdev_supported_types/nvidia-522', `${gpu}/${DOMAIN_A}/mdev_type`)
  await sandbox.link(`${devices}/0000:3b:00.0/${DOMAIN_A}`, `root/sys/bus/mdev/devices/${DOMAIN_A}`)
}
