import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

const WHOLE = `# dmidecode 3.5
Getting SMBIOS data from sysfs.
SMBIOS 3.4.0 present.

Handle 0x0000, DMI type 0, 26 bytes
BIOS Information
	Vendor: American Megatrends International, LLC.
	Version: 1.8
	Release Date: 03/15/2024
	Characteristics:
		PCI is supported
		Version: of a feature
	BIOS Revision: 5.32

Handle 0x0001, DMI type 1, 27 bytes
System Information
	Manufacturer: Supermicro
	Product Name: SYS-821GE-TNHR
	Version: 0123456789
	Serial Number: S123456X4567890
	UUID: 2F6C2A00-9A6B-11EE-8000-7CC255D1B6F0
	SKU Number: To be filled by O.E.M.
	Family: To be filled by O.E.M.

Handle 0x0002, DMI type 2, 15 bytes
Base Board Information
	Manufacturer: Supermicro
	Product Name: X13DEG-OAD
	Serial Number: OM23AS600123
	Asset Tag: Default string

Handle 0x0032, DMI type 2, 15 bytes
Base Board Information
	Manufacturer: Supermicro
	Product Name: a second board

Handle 0x0003, DMI type 3, 22 bytes
Chassis Information
	Manufacturer: Supermicro
	Serial Number: C8210AM22MK0123
	Asset Tag: RACK-12-U07

Handle 0x0040, DMI type 17, 92 bytes
Memory Device
	Manufacturer: Samsung
	Serial Number: 80CE012345678901
`

describe('dmidecode', () => {
  it('reads firmware, system, the first board and the first chassis', () => {
    const { facts, issues } = takeFacts(parseText(WHOLE), 'dmidecode')
    expect(facts).toEqual({
      productUuid: '2f6c2a00-9a6b-11ee-8000-7cc255d1b6f0',
      productName: 'SYS-821GE-TNHR',
      systemVendor: 'Supermicro',
      productSerial: 'S123456X4567890',
      productVersion: null,
      productSku: null,
      productFamily: null,
      boardVendor: 'Supermicro',
      boardName: 'X13DEG-OAD',
      boardSerial: 'OM23AS600123',
      biosVendor: 'American Megatrends International, LLC.',
      biosVersion: '1.8',
      biosDate: '03/15/2024',
      chassisVendor: 'Supermicro',
      chassisSerial: 'C8210AM22MK0123',
      chassisAssetTag: 'RACK-12-U07',
    })
    expect(issues).toEqual([])
  })

  it('reads the quiet form, and one copied with spaces for tabs', () => {
    const quiet =
      'System Information\n        Manufacturer: HPE\n        Product Name: ProLiant DL380a Gen11\n'
    expect(takeFacts(parseText(quiet), 'dmidecode').facts).toMatchObject({
      systemVendor: 'HPE',
      productName: 'ProLiant DL380a Gen11',
      productUuid: null,
    })
  })

  it.each(['Not Settable', 'Not Present', 'ffffffff-ffff-ffff-ffff-ffffffffffff'])(
    'takes the UUID %s for none',
    (uuid) => {
      const text = WHOLE.replace('2F6C2A00-9A6B-11EE-8000-7CC255D1B6F0', uuid)
      expect(takeFacts(parseText(text), 'dmidecode').facts.productUuid).toBeNull()
    },
  )

  it('refuses a headline without any structure', () => {
    const text = '# dmidecode 3.3\n# No SMBIOS nor DMI entry point found, sorry.\n'
    expect(takeRefusal(parseText(text))).toMatchObject({ tool: 'dmidecode', code: 'unrecognised' })
  })

  it('tells of a cut text nothing that the whole one does not say', () => {
    const { tried, read, inventions } = tryCuts(WHOLE, 'dmidecode', listLengths(WHOLE))
    expect(inventions).toEqual([])
    expect(tried).toBe(WHOLE.length)
    expect(read).toBeGreaterThan(500)
  })
})
