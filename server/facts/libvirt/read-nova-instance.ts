import type { LibvirtNovaInstance } from '@/server/core/inventory/tools/libvirt-facts'
import type { ElementReader } from './element-reader'

const NOVA_NAMESPACE = 'http://openstack.org/xmlns/libvirt/nova/'

/** What OpenStack wrote of its instance: `<nova:instance xmlns:nova="…">` under the domain's metadata. */
export function readNovaInstance(domain: ElementReader): LibvirtNovaInstance | null {
  const metadata = domain.enter('metadata')
  for (const { name } of metadata?.node.children ?? []) {
    const prefix = /^(?:([\w.-]+):)?instance$/.exec(name)
    if (!metadata || !prefix) continue
    const attribute = prefix[1] === undefined ? 'xmlns' : `xmlns:${prefix[1]}`
    const namespace = metadata.raw(`${name}@${attribute}`)
    const isNova = namespace === null ? prefix[1] === 'nova' : namespace.startsWith(NOVA_NAMESPACE)
    const instance = isNova ? metadata.enter(name) : null
    if (instance) return readInstance(instance, prefix[1] === undefined ? '' : `${prefix[1]}:`)
  }
  return null
}

function readInstance(instance: ElementReader, prefix: string): LibvirtNovaInstance {
  const user = `${prefix}owner/${prefix}user`
  const project = `${prefix}owner/${prefix}project`
  return {
    name: instance.text(`${prefix}name`),
    flavor: instance.text(`${prefix}flavor@name`),
    extraSpecs: instance
      .enterEach(`${prefix}flavor/${prefix}extraSpecs/${prefix}extraSpec`)
      .flatMap((spec) => {
        const name = spec.text('@name')
        return name === null ? [] : [{ name, value: spec.text('') }]
      }),
    userId: instance.text(`${user}@uuid`),
    userName: instance.text(user),
    projectId: instance.text(`${project}@uuid`),
    projectName: instance.text(project),
    creationTime: instance.text(`${prefix}creationTime`),
  }
}
