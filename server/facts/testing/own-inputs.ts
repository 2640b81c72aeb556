import type { ToolId } from '@/server/core/inventory/tools/tool-facts'
import { writeGpu, writeNvidiaSmi } from './nvidia-smi-document'

const UUID = '4dea22b3-1d52-d8f3-2516-782e98ab3fa0'

const XPU_BORDER = `+-----------+${'-'.repeat(40)}+`

/**
 * A small output of our own for most forms that are read, so that properties of all parsers can be checked where the
 * real samples are not. Each is one that its tool could have written.
 */
export const OWN_INPUTS: Partial<Record<ToolId, string>> = {
  'nvidia-smi-q-x': writeNvidiaSmi([writeGpu(0), writeGpu(1)]),
  'nvidia-smi-query-gpu': `index, name, uuid, memory.total [MiB], temperature.gpu
0, NVIDIA L40S, GPU-${UUID}, 46068 MiB, 33
1, NVIDIA L40S, [N/A], 46068 MiB, [N/A]
`,
  'nvidia-smi-l': `GPU 0: NVIDIA H100 NVL (UUID: GPU-${UUID})
  MIG 1g.12gb     Device  0: (UUID: MIG-${UUID})
`,
  'nvidia-smi-topo-m':
    '\tGPU0\tGPU1\tNIC0\tCPU Affinity\tNUMA Affinity\n' +
    'GPU0\t X \tNV4\tPIX\t0-31\t0\nGPU1\tNV4\t X \tSYS\t32-63\t1\nNIC0\tPIX\tSYS\t X \t\t\n\n' +
    'Legend:\n\n  X    = Self\n  NV#  = Connection traversing a bonded set of # NVLinks\n\nNIC Legend:\n\n  NIC0: mlx5_0\n',
  lspci: `0000:17:00.0 3D controller [0302]: NVIDIA Corporation GA100 [A100 PCIe 40GB] [10de:20f1] (rev a1)
\tNUMA node: 0
\tRegion 0: Memory at c8000000 (32-bit, non-prefetchable) [size=16M]
\tKernel driver in use: vfio-pci
0000:18:00.0 Ethernet controller [0200]: Mellanox Technologies MT28908 [15b3:101b]
`,
  numactl: `available: 2 nodes (0-1)
node 0 cpus: 0 2 4 6
node 0 size: 192028 MB
node 0 free: 128000 MB
node 1 cpus: 1 3 5 7
node 1 size: 193528 MB
node 1 free: 190000 MB
node distances:
node   0   1
  0:  10  21
  1:  21  10
`,
  lscpu: JSON.stringify({
    lscpu: [
      { field: 'Architecture:', data: 'x86_64' },
      { field: 'CPU(s):', data: '64' },
      { field: 'Vendor ID:', data: 'AuthenticAMD', children: [{ field: 'Socket(s):', data: '2' }] },
      { field: 'NUMA node0 CPU(s):', data: '0-63' },
    ],
  }),
  'sysfs-pci': `/sys/bus/pci/devices/0000:17:00.0/class:0x030200
/sys/bus/pci/devices/0000:17:00.0/numa_node:0
/sys/bus/pci/devices/0000:17:00.0/current_link_width:8
/sys/bus/pci/devices/0000:17:00.0/max_link_width:16
`,
  'proc-pressure': `/proc/pressure/cpu:some avg10=1.53 avg60=0.87 avg300=0.20 total=23456789
/proc/pressure/memory:full avg10=0.00 avg60=0.00 avg300=0.00 total=17
`,
  'virsh-nodedev': `<device>
  <name>pci_0000_17_00_0</name>
  <path>/sys/devices/pci0000:16/0000:17:00.0</path>
  <driver><name>vfio-pci</name></driver>
  <capability type='pci'>
    <class>0x030200</class>
    <domain>0</domain><bus>23</bus><slot>0</slot><function>0</function>
    <product id='0x20f1'>GA100</product>
    <vendor id='0x10de'>NVIDIA Corporation</vendor>
    <numa node='0'/>
  </capability>
</device>
`,
  'virsh-domains': `<domain type='kvm' id='4'>
  <name>train-1</name>
  <uuid>${UUID}</uuid>
  <memory unit='KiB'>16777216</memory>
  <vcpu placement='static'>8</vcpu>
  <cputune><vcpupin vcpu='0' cpuset='2'/></cputune>
</domain>
`,
  lstopo: `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE topology SYSTEM "hwloc2.dtd">
<topology version="2.0">
  <object type="Machine" os_index="0" cpuset="0x00000003" complete_cpuset="0x00000003" allowed_cpuset="0x00000003" nodeset="0x00000001" complete_nodeset="0x00000001" allowed_nodeset="0x00000001" gp_index="1">
    <object type="NUMANode" os_index="0" cpuset="0x00000003" complete_cpuset="0x00000003" nodeset="0x00000001" complete_nodeset="0x00000001" gp_index="2" local_memory="16777216000"/>
    <object type="Package" os_index="0" cpuset="0x00000003" complete_cpuset="0x00000003" nodeset="0x00000001" complete_nodeset="0x00000001" gp_index="3">
      <object type="PU" os_index="0" cpuset="0x00000001" complete_cpuset="0x00000001" nodeset="0x00000001" complete_nodeset="0x00000001" gp_index="4"/>
      <object type="PU" os_index="1" cpuset="0x00000002" complete_cpuset="0x00000002" nodeset="0x00000001" complete_nodeset="0x00000001" gp_index="5"/>
    </object>
    <object type="Bridge" gp_index="6" bridge_type="0-1" depth="0" bridge_pci="0000:[16-18]">
      <object type="PCIDev" gp_index="7" pci_busid="0000:17:00.0" pci_type="0302 [10de:20f1] [10de:145f] a1" pci_link_speed="31.507692">
        <object type="OSDev" gp_index="8" name="nvml0" osdev_type="5"/>
      </object>
    </object>
  </object>
</topology>
`,
  'virsh-capabilities': `<capabilities>
  <host>
    <uuid>${UUID}</uuid>
    <cpu><arch>x86_64</arch></cpu>
    <topology>
      <cells num='1'>
        <cell id='0'>
          <memory unit='KiB'>16777216</memory>
          <cpus num='2'>
            <cpu id='0' socket_id='0' core_id='0' siblings='0-1'/>
            <cpu id='1' socket_id='0' core_id='0' siblings='0-1'/>
          </cpus>
        </cell>
      </cells>
    </topology>
  </host>
</capabilities>
`,
  'kernel-log': `[   12.345678] NVRM: Xid (PCI:0000:17:00): 79, pid='<unknown>', name=<unknown>, GPU has fallen off the bus.
[   13.000001] pcieport 0000:16:01.0: AER: Corrected error message received from 0000:17:00.0
`,
  'proc-interrupts': `           CPU0       CPU1
  24:       1234          0   PCI-MSI 12058624-edge      nvidia
 NMI:          3          4   Non-maskable interrupts
`,
  dmidecode: `# dmidecode 3.3
Getting SMBIOS data from sysfs.
SMBIOS 3.2.0 present.

Handle 0x0001, DMI type 1, 27 bytes
System Information
\tManufacturer: NVIDIA
\tProduct Name: DGXA100 920-23687-2530-000
\tUUID: ${UUID}

`,
  'rocm-smi': JSON.stringify(
    {
      card0: { 'PCI Bus': '0000:83:00.0', 'VRAM Total Memory (B)': '34342961152', 'GPU use (%)': '7' },
      card1: { 'PCI Bus': '0000:83:00.0', 'Unique ID': '0x4edfb117a17a07d', 'Device ID': '0x738c' },
      system: { 'Driver version': '6.3.6', '(Topology) Hops between DRM devices 0 and 1': '1' },
    },
    null,
    4,
  ),
  'amd-smi': `# amd-smi list --json
[{"gpu": 0, "bdf": "0000:05:00.0", "uuid": "${UUID}", "partition_id": 0}]
# amd-smi metric --json
[{"gpu": 0, "power": {"socket_power": {"value": 131, "unit": "W"}}, "pcie": {"width": 16}}]
`,
  'xpu-smi-discovery': [
    XPU_BORDER,
    '| Device ID | Device Information                     |',
    XPU_BORDER,
    '| 0         | Device Name: Intel(R) Graphics         |',
    '|           | PCI BDF Address: 0000:4d:00.0          |',
    '|           | Memory Physical Size: 14248.00 MiB     |',
    XPU_BORDER,
    '',
  ].join('\n'),
  'xpu-smi-topology': `         GPU 0/0|GPU 1/0|CPU Affinity
GPU 0/0 |S      |XL8    |0-23,48-71
GPU 1/0 |XL8    |S      |24-47,72-95
`,
  'intel-gpu-top': `[
{"period": {"duration": 1000.5, "unit": "ms"}, "engines": {"Video": {"busy": 3.5, "unit": "%"}}},
{"period": {"duration": 1001.5, "unit": "ms"}, "clients": {"1": {"name": "ffmpeg", "pid": "17"}}}
`,
  prometheus: `# HELP DCGM_FI_DEV_GPU_TEMP GPU temperature (in C).
# TYPE DCGM_FI_DEV_GPU_TEMP gauge
DCGM_FI_DEV_GPU_TEMP{gpu="0",UUID="GPU-${UUID}",pci_bus_id="00000000:17:00.0",modelName="A \\"B\\", C"} 31
# TYPE wait_seconds histogram
wait_seconds_bucket{le="+Inf"} 2 1395066363000
wait_seconds_sum 1.6e+10
`,
}
