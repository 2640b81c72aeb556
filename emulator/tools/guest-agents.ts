import type { HostLayout } from '@/emulator/host-layout'

/** What the collector of a virtual machine asks for, command by command. */
export function writeGuestAgents({ guest }: HostLayout): string {
  if (!guest) throw new Error('this is no virtual machine')
  const licences = guest.licenses.flatMap(({ gpu, product, status, expiry }) => [
    `GPU ${gpu.padStart(16, '0').toUpperCase()}`,
    '    vGPU Software Licensed Product',
    `        Product Name                      : ${product}`,
    `        License Status                    : ${status}${expiry === null ? '' : ` (Expiry: ${expiry})`}`,
  ])
  const blocks: [command: string, lines: string[]][] = [
    [
      'nvidia-smi -q',
      [
        '',
        '==============NVSMI LOG==============',
        '',
        `Driver Version                            : ${guest.driverVersion}`,
        `CUDA Version                              : ${guest.cudaDriverVersion}`,
        '',
        ...licences,
        '',
      ],
    ],
    [
      'cat /usr/local/cuda/version.json',
      guest.cudaToolkitVersion === null
        ? []
        : [JSON.stringify({ cuda: { name: 'CUDA SDK', version: guest.cudaToolkitVersion } }, null, 3)],
    ],
    [
      'nvidia-ctk --version',
      guest.containerToolkitVersion === null
        ? []
        : [`NVIDIA Container Toolkit CLI version ${guest.containerToolkitVersion}`],
    ],
    ['dcgmi --version', guest.dcgmVersion === null ? [] : ['', `dcgmi  version: ${guest.dcgmVersion}`]],
    [
      'qemu-ga --version',
      guest.qemuGuestAgentVersion === null ? [] : [`QEMU Guest Agent ${guest.qemuGuestAgentVersion}`],
    ],
    ['systemctl show nvidia-gridd.service', [`ActiveState=${guest.griddState}`]],
  ]
  return blocks
    .flatMap(([command, lines]) => [`# ${command}`, ...lines])
    .map((line) => `${line}\n`)
    .join('')
}
