import { readTables } from './name-font.ts'

/**
 * Whether a font draws a letter, by its own list (`cmap`, formats 4 and 12): what its package says it has is
 * more than it has. https://learn.microsoft.com/typography/opentype/spec/cmap
 */
export function lettersOf(font: Buffer): (point: number) => boolean {
  const cmap = readTables(font).find(({ tag }) => tag === 'cmap')?.bytes
  if (!cmap) return () => false
  const ranges = subtables(cmap).flatMap((table) => {
    const format = table.readUInt16BE(0)
    if (format === 12) return rangesOf12(table)
    return format === 4 ? rangesOf4(table) : []
  })
  return (point) => ranges.some(([from, to]) => point >= from && point <= to)
}

function subtables(cmap: Buffer): Buffer[] {
  return Array.from({ length: cmap.readUInt16BE(2) }, (_, index) =>
    cmap.subarray(cmap.readUInt32BE(4 + index * 8 + 4)),
  )
}

function rangesOf12(table: Buffer): [number, number][] {
  return Array.from({ length: table.readUInt32BE(12) }, (_, index) => {
    const at = 16 + index * 12
    return [table.readUInt32BE(at), table.readUInt32BE(at + 4)]
  })
}

/** The last range, of 0xffff alone, only marks the end. A cut has no letter inside a range that it lacks. */
function rangesOf4(table: Buffer): [number, number][] {
  const count = table.readUInt16BE(6) / 2
  const ranges = Array.from({ length: count }, (_, index): [number, number] => {
    const [to, from] = [14 + index * 2, 16 + count * 2 + index * 2]
    return [table.readUInt16BE(from), table.readUInt16BE(to)]
  })
  return ranges.filter(([from]) => from !== 0xffff)
}
