import type { XpuDevice, XpuFirmware } from '@/server/core/inventory/tools/intel-facts'
import { asMib, type Mib } from '@/server/core/units/mib'
import { parsePciAddress } from '@/server/core/units/pci-address'
import type { IssueList } from '@/server/facts/part-refusal'
import { JsonValues } from '@/server/facts/text/json-values'
import type { JsonObject } from '@/server/facts/text/read-json'

/** No host holds more, virtual functions included. */
export const MAX_XPU_DEVICES = 1_024

/** One property of a device as a form spells it: `PCI BDF Address` or `pci_bdf_address`. */
export type XpuProperty = readonly [label: string, value: unknown]

/** The names by which JSON says what table and CSV call otherwise. */
const KEYS: Record<string, string> = {
  soc_uuid: 'uuid',
  core_clock_rate: 'core_clock_rate_mhz',
  memory_physical_size: 'memory_physical_size_byte',
  ecc_state: 'memory_ecc_state',
  function_type: 'device_function_type',
  stepping: 'device_stepping',
  number_of_xe_link_ports: 'number_of_fabric_ports',
}

/** A device from its properties in the order told, whichever of the tool's three forms they come from. */
export function readXpuDevice(deviceId: unknown, properties: XpuProperty[], issues: IssueList): XpuDevice {
  const told: JsonObject = { device_id: deviceId }
  for (const [label, value] of properties) {
    const key = nameKey(label)
    if (!Object.hasOwn(told, key)) told[key] = value
  }
  const values = new JsonValues(told, `device ${String(deviceId)}`, issues)
  const bdf = values.text('pci_bdf_address')
  return {
    deviceId: values.count('device_id'),
    productName: values.text('device_name'),
    vendorName: values.text('vendor_name'),
    uuid: values.text('uuid'),
    serial: values.text('serial_number'),
    address: bdf === null ? null : (parsePciAddress(bdf) ?? values.reject(['pci_bdf_address'], bdf)),
    pciDeviceId: values.hexId(4, 'pci_device_id'),
    driverVersion: values.text('driver_version'),
    kernelVersion: values.text('kernel_version'),
    firmware: readFirmware(properties, issues),
    memoryTotalMib: readMemory(values),
    eccState: values.text('memory_ecc_state'),
    tiles: values.count('number_of_tiles'),
    slot: values.text('pci_slot'),
    pcieGeneration: values.count('pcie_generation'),
    pcieMaxWidth: values.count('pcie_max_link_width'),
    coreClockMhz: readWithUnit(values, 'MHz', 'core_clock_rate_mhz'),
    stepping: values.text('device_stepping'),
    skuType: values.text('sku_type'),
    oamSocketId: values.count('oam_socket_id'),
    executionUnits: values.count('number_of_eus'),
    xeLinkPorts: values.count('number_of_fabric_ports'),
    drmDevice: values.text('drm_device'),
    functionType: readFunctionType(values.text('device_function_type')),
  }
}

export function readFunctionType(text: string | null): 'physical' | 'virtual' | null {
  const word = text?.toLowerCase()
  return word === 'physical' || word === 'virtual' ? word : null
}

function nameKey(label: string): string {
  const key = label.trim().toLowerCase().replaceAll(' ', '_')
  return KEYS[key] ?? key
}

/** JSON tells bytes (as text); table and CSV tell `32768.00 MiB`. */
function readMemory(values: JsonValues): Mib | null {
  const text = values.text('memory_physical_size_byte')
  if (text === null || !text.endsWith('MiB')) return values.mibOfBytes('memory_physical_size_byte')
  const value = values.quantity('MiB', 'memory_physical_size_byte')
  return value === null ? null : asMib(Math.floor(value))
}

function readWithUnit(values: JsonValues, unit: string, key: string): number | null {
  return values.quantity(values.text(key)?.endsWith(unit) ? unit : '', key)
}

/** `Firmware Name`, `GFX Firmware Version`, `gfx_data_firmware_status`: kind and what is told of it. */
const FIRMWARE_KEY = /^(?:(\w{1,40})_)?firmware_(name|version|status)$/

function readFirmware(properties: XpuProperty[], issues: IssueList): XpuFirmware[] {
  const list: XpuFirmware[] = []
  const lastOfKind = new Map<string, XpuFirmware>()
  const enter = (kind: string, name: string) => {
    const firmware: XpuFirmware = { name, version: null, status: null }
    lastOfKind.set(kind, firmware)
    list.push(firmware)
    return firmware
  }
  for (const [label, value] of properties) {
    const [, kind = '', what] = FIRMWARE_KEY.exec(nameKey(label)) ?? []
    if (what === undefined) continue
    const text = new JsonValues({ [what]: value }, 'firmware', issues).text(what)
    if (text === null) continue
    const known = lastOfKind.get(kind)
    if (what === 'name') {
      // Old versions call every firmware just that, one after the other.
      if (!known || kind === '') enter(kind, text)
    } else if (known || kind !== '') {
      const firmware = known ?? enter(kind, kind.toUpperCase())
      if (what === 'version') firmware.version ??= text
      else firmware.status ??= text
    }
  }
  return list
}
