import { readFileSync } from 'node:fs'
import { crc32, deflateSync } from 'node:zlib'

/** Reads one of the files beside this one; all of them are drawn, none shows anybody. */
export function photo(name: string): Buffer {
  return readFileSync(new URL(`photos/${name}`, import.meta.url))
}

/** A PNG of 100 kB that would take gigabytes once drawn. */
export function bombPng(side = 30_000): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(side, 0)
  head.writeUInt32BE(side, 4)
  head[8] = 1
  const pixels = deflateSync(Buffer.alloc((Math.ceil(side / 8) + 1) * side), { level: 9 })
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  const parts = [chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([signature, ...parts])
}

/** A PNG of one pixel, with a comment of a few kilobytes that unpacks to so many megabytes. */
export function bombText(megabytes: number): Buffer {
  const head = Buffer.from('0000000100000001080200000000', 'hex').subarray(0, 13)
  const packed = deflateSync(Buffer.alloc(megabytes * 1_000_000, 'A'), { level: 9 })
  const text = Buffer.concat([Buffer.from('Comment\0\0'), packed])
  const pixel = deflateSync(Buffer.from([0, 255, 0, 0]))
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  const parts = [chunk('IHDR', head), chunk('zTXt', text), chunk('IDAT', pixel)]
  return Buffer.concat([signature, ...parts, chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}

/** A picture to some, a script to others. */
export const polyglot = Buffer.from(
  'GIF89a/*\x01\x00\x80\x00\x00*/=1;alert(document.domain);//',
  'latin1',
)

export const scriptedSvg = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>',
)

/** A zip whose one file unpacks to a thousand times its size; by its head it is a zip and no more. */
export function bombZip(): Buffer {
  const name = Buffer.from('zeros')
  const packed = deflateSync(Buffer.alloc(20_000_000), { level: 9 }).subarray(2, -4)
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x04034b50, 0)
  head.writeUInt16LE(20, 4)
  head.writeUInt16LE(8, 8)
  head.writeUInt32LE(packed.length, 18)
  head.writeUInt32LE(20_000_000, 22)
  head.writeUInt16LE(name.length, 26)
  return Buffer.concat([head, name, packed])
}
