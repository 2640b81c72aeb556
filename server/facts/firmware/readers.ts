import type { ToolReader } from '@/server/facts/tool-reader'
import { parseFabricManager } from './parse-fabric-manager'
import { parseNicFirmware } from './parse-nic-firmware'

export const fabricManagerReader: ToolReader<'fabric-manager'> = {
  tool: 'fabric-manager',
  form: 'lines',
  signs: [
    /^[ \t]*Fabric Manager version is/m,
    /^# [^\n]*(?:nv-|nvidia-)fabricmanager/m,
    /^\S? ?nvidia-fabricmanager\.service - /m,
    /^FABRIC_MODE=\d/m,
  ],
  parse: parseFabricManager,
}

export const nicFirmwareReader: ToolReader<'nic-firmware'> = {
  tool: 'nic-firmware',
  form: 'lines',
  signs: [/^# nic \S+$/m, /^firmware-version: /m, /^\/sys\/class\/infiniband\//m],
  parse: parseNicFirmware,
}
