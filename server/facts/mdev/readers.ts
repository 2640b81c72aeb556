import type { ToolReader } from '@/server/facts/tool-reader'
import { parseMdevctlList, parseMdevctlListJson } from './parse-mdevctl-list'
import { parseMdevctlTypes, parseMdevctlTypesJson } from './parse-mdevctl-types'
import { parseSysfsMdev } from './parse-sysfs-mdev'

export const sysfsMdevReader: ToolReader<'sysfs-mdev'> = {
  tool: 'sysfs-mdev',
  form: 'lines',
  signs: [
    /^\/sys\/(?:class\/mdev_bus|bus\/mdev\/devices)\/[^\n]/m,
    /^\/sys\/bus\/pci\/devices\/[^/\n]+\/(?:nvidia\/(?:creatable|current)_vgpu_type|mdev_supported_types\/)/m,
  ],
  parse: parseSysfsMdev,
}

export const mdevctlTypesReader: ToolReader<'mdevctl-types'> = {
  tool: 'mdevctl-types',
  form: 'lines',
  signs: [/^ +Available instances: \d/m],
  parse: parseMdevctlTypes,
}

export const mdevctlTypesJsonReader: ToolReader<'mdevctl-types'> = {
  tool: 'mdevctl-types',
  form: 'document',
  signs: [/^\s*\[[^]*"available_instances"\s*:/],
  parse: parseMdevctlTypesJson,
}

export const mdevctlListReader: ToolReader<'mdevctl-list'> = {
  tool: 'mdevctl-list',
  form: 'lines',
  signs: [
    /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12} (?:[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]|matrix|\d\.\d\.[0-9a-f]{4}) \S/im,
  ],
  isWholeLine: (line) => /\((?:active|defined)\)$/.test(line),
  parse: parseMdevctlList,
}

export const mdevctlListJsonReader: ToolReader<'mdevctl-list'> = {
  tool: 'mdevctl-list',
  form: 'document',
  signs: [/^\s*\[[^]*"mdev_type"\s*:/],
  parse: parseMdevctlListJson,
}
