/** A table of a font file: its tag and its bytes. */
export interface Table {
  tag: string
  bytes: Buffer
}

/**
 * Gives a font another family name. The cuts of one typeface would otherwise all be called the same, and
 * whoever sets text would look for every letter in one of them. https://learn.microsoft.com/typography/opentype/spec/otff
 */
export function nameFont(font: Buffer, family: string): Buffer {
  const tables = readTables(font).filter(({ tag }) => tag !== 'name')
  tables.push({ tag: 'name', bytes: nameTable(family) })
  return writeFont(
    font.subarray(0, 4),
    tables.sort((a, b) => (a.tag < b.tag ? -1 : 1)),
  )
}

/** The tables of a font file. */
export function readTables(font: Buffer): Table[] {
  return Array.from({ length: font.readUInt16BE(4) }, (_, index) => {
    const at = 12 + index * 16
    const start = font.readUInt32BE(at + 8)
    const bytes = font.subarray(start, start + font.readUInt32BE(at + 12))
    return { tag: font.toString('latin1', at, at + 4), bytes }
  })
}

function writeFont(kind: Buffer, tables: Table[]): Buffer {
  const head = Buffer.alloc(12 + tables.length * 16)
  const power = Math.floor(Math.log2(tables.length))
  kind.copy(head)
  const search = 2 ** power * 16
  for (const [index, value] of [
    tables.length,
    search,
    power,
    tables.length * 16 - search,
  ].entries())
    head.writeUInt16BE(value, 4 + index * 2)
  const parts = [head]
  let start = head.length
  for (const [index, { tag, bytes }] of tables.entries()) {
    const padded = Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)])
    const at = 12 + index * 16
    head.write(tag, at, 'latin1')
    for (const [place, value] of [checksum(padded), start, bytes.length].entries())
      head.writeUInt32BE(value, at + 4 + place * 4)
    parts.push(padded)
    start += padded.length
  }
  return Buffer.concat(parts)
}

function checksum(padded: Buffer): number {
  let sum = 0
  for (let at = 0; at < padded.length; at += 4) sum = (sum + padded.readUInt32BE(at)) >>> 0
  return sum
}

/** Family, style, full and PostScript name, for Windows, in UTF-16. */
function nameTable(family: string): Buffer {
  const names: [number, string][] = [
    [1, family],
    [2, 'Regular'],
    [4, family],
    [6, family.replaceAll(' ', '-')],
  ]
  const head = Buffer.alloc(6 + names.length * 12)
  head.writeUInt16BE(names.length, 2)
  head.writeUInt16BE(head.length, 4)
  const texts: Buffer[] = []
  let offset = 0
  for (const [index, [id, name]] of names.entries()) {
    const text = Buffer.from(name, 'utf16le').swap16()
    const row = [3, 1, 0x409, id, text.length, offset]
    for (const [place, value] of row.entries())
      head.writeUInt16BE(value, 6 + index * 12 + place * 2)
    texts.push(text)
    offset += text.length
  }
  return Buffer.concat([head, ...texts])
}
