/** Documents of our own in the layout of `nvidia-smi -q -x`, for what the real samples do not show. */
export function writeNvidiaSmi(gpus: string[], attachedGpus: number | string = gpus.length): string {
  return `<?xml version="1.0" ?>
<!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v12.dtd">
<nvidia_smi_log>
	<timestamp>Mon Jan  5 10:00:00 2026</timestamp>
	<driver_version>570.133.20</driver_version>
	<cuda_version>12.8</cuda_version>
	<attached_gpus>${attachedGpus}</attached_gpus>
${gpus.join('\n')}
</nvidia_smi_log>
`
}

/** The GPU of bus `0x10 + index`, with what `inside` adds. */
export function writeGpu(index: number, inside = ''): string {
  const bus = (0x10 + index).toString(16).toUpperCase()
  return `	<gpu id="00000000:${bus}:00.0">
		<product_name>NVIDIA H100 80GB HBM3</product_name>
		<uuid>GPU-0000000${index}-1111-2222-3333-444444444444</uuid>
		<minor_number>${index}</minor_number>
		<pci>
			<pci_device_id>233010DE</pci_device_id>
			<pci_bus_id>00000000:${bus}:00.0</pci_bus_id>
		</pci>
		<fb_memory_usage>
			<total>81559 MiB</total>
			<used>3 MiB</used>
		</fb_memory_usage>
		${inside}
		<supported_clocks>
			<supported_mem_clock>
				<value>2619 MHz</value>
				<supported_graphics_clock>1980 MHz</supported_graphics_clock>
			</supported_mem_clock>
		</supported_clocks>
	</gpu>`
}
