import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import sharp from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import { alike, distance } from '../../src/evidence/likeness.ts'
import type { Copies, KeptFile } from '../../src/evidence/workshop.ts'
import { createPictures } from '../../src/workshop/pictures.ts'
import { createTagReader } from '../../src/workshop/tags.ts'
import { openWorkshop } from '../../src/workshop/workshop.ts'
import { bombPng, bombText, bombZip, photo, polyglot, scriptedSvg } from '../evidence/hostile.ts'

const workshop = openWorkshop()
afterAll(() => workshop.close())
const ffmpeg = spawnSync('ffmpeg', ['-version']).status === 0

function kept(bytes: Buffer, mime: string): KeptFile {
  return {
    mime,
    size: bytes.length,
    read: async ({ from, to } = { from: 0, to: bytes.length }) =>
      new Blob([new Uint8Array(bytes.subarray(from, to))]).stream(),
  }
}

async function copiesOf(bytes: Buffer, mime: string): Promise<Copies> {
  const copies = await workshop.copyPhoto(kept(bytes, mime))
  if ('spoilt' in copies) throw new Error(copies.spoilt)
  return copies
}

describe('copies of photos', () => {
  test.each([
    ['street.jpg', 'image/jpeg'],
    ['on-its-side.jpg', 'image/jpeg'],
    ['street.heic', 'image/heic'],
    ['broken-exif.jpg', 'image/jpeg'],
  ])('%s is turned upright and says nothing but its pixels', async (name, mime) => {
    const { copies, likeness } = await copiesOf(photo(name), mime)
    expect(copies.map(({ kind }) => kind)).toEqual(['preview', 'thumbnail'])
    expect(likeness).toMatch(/^[0-9a-f]{32}$/)
    for (const { bytes, width, height } of copies) {
      const { exif, xmp, icc, iptc, orientation } = await sharp(bytes).metadata()
      expect({ exif, xmp, icc, iptc, orientation }).toEqual({})
      expect(width / height).toBeCloseTo(4 / 3, 1)
      expect(Buffer.from(bytes).includes('Example')).toBe(false)
    }
  })

  test('a picture looks like its recompressed, smaller and HEIC self, and not like another', async () => {
    const street = photo('street.jpg')
    const small = await sharp(street).resize(200).jpeg({ quality: 40 }).toBuffer()
    const other = await sharp(street).flop().toBuffer()
    const [one, two, three, four] = await Promise.all([
      copiesOf(street, 'image/jpeg'),
      copiesOf(small, 'image/jpeg'),
      copiesOf(photo('street.heic'), 'image/heic'),
      copiesOf(other, 'image/jpeg'),
    ])
    expect(distance(one.likeness!, two.likeness!)).toBeLessThanOrEqual(alike)
    expect(distance(one.likeness!, three.likeness!)).toBeLessThanOrEqual(alike)
    expect(distance(one.likeness!, four.likeness!)).toBeGreaterThan(alike * 2)
  })

  test('a picture without features looks like nothing', async () => {
    const black = await sharp({
      create: { width: 300, height: 200, channels: 3, background: '#010101' },
    })
      .jpeg()
      .toBuffer()
    expect((await copiesOf(black, 'image/jpeg')).likeness).toBeNull()
  })
})

describe('hostile files end in a code', () => {
  const street = photo('street.jpg')
  const heic = photo('street.heic')
  test.each([
    ['a decompression bomb', bombPng(), 'image/png', 'too-many-pixels'],
    ['nothing', Buffer.alloc(0), 'image/jpeg', 'unreadable'],
    ['a JPEG cut off', street.subarray(0, 3000), 'image/jpeg', 'unreadable'],
    ['a HEIC cut off', heic.subarray(0, 2500), 'image/heic', 'unreadable'],
    ['a HEIC without pictures', heic.subarray(0, 40), 'image/heic', 'unreadable'],
    ['a script that begins like a GIF', polyglot, 'image/gif', 'unreadable'],
    ['a drawing with a script', scriptedSvg, 'image/svg+xml', 'unsupported'],
    ['a drawing that claims to be a photo', scriptedSvg, 'image/png', 'unreadable'],
    ['an archive', bombZip(), 'application/zip', 'unsupported'],
    ['words', Buffer.from('not a picture'), 'image/webp', 'unreadable'],
  ])('%s', async (_name, bytes, mime, code) => {
    expect(await workshop.copyPhoto(kept(bytes, mime))).toEqual({ spoilt: code })
  })

  test('a photo of more bytes than we open is not read at all', async () => {
    const huge = { mime: 'image/jpeg', size: 2_000_000_000, read: () => Promise.reject() }
    expect(await workshop.copyPhoto(huge)).toEqual({ spoilt: 'too-large' })
  })

  test.skipIf(!existsSync('/proc/self'))(
    'a process that ended while it had nothing to do costs no picture',
    async () => {
      const order = { mime: 'image/jpeg', bytes: street, as: 'preview' } as const
      const before = pictureProcesses()
      const pictures = createPictures(5)
      await pictures.draw(order)
      const [id] = pictureProcesses().filter((one) => !before.includes(one))
      process.kill(id!, 'SIGKILL')
      await wait(500)
      expect(await pictures.draw(order)).toMatchObject({ copies: [{}, {}] })
      await pictures.close()
    },
    20_000,
  )

  test.skipIf(!existsSync('/proc/self'))(
    'a decoder that takes too long or dies costs one picture, and the next is drawn',
    async () => {
      const order = { mime: 'image/heic', bytes: photo('street.heic'), as: 'preview' } as const
      const hasty = createPictures(0.01)
      expect(await hasty.draw(order)).toEqual({ spoilt: 'timed-out' })
      await hasty.close()
      const pictures = createPictures()
      const before = pictureProcesses()
      const drawing = pictures.draw(order)
      const begun = () => pictureProcesses().filter((id) => !before.includes(id))
      await expect.poll(begun, { interval: 5, timeout: 10_000 }).toHaveLength(1)
      process.kill(begun()[0]!, 'SIGKILL')
      expect(await drawing).toEqual({ spoilt: 'broke-tool' })
      expect(await pictures.draw(order)).toMatchObject({ copies: [{}, {}] })
      await pictures.close()
    },
  )
})

/** Children of this process that draw pictures. */
function pictureProcesses(): number[] {
  return childrenOf('picture-process')
}

/** Children of this process by what they run. */
function childrenOf(command: string): number[] {
  return readdirSync('/proc')
    .filter((id) => /^\d+$/.test(id))
    .filter((id) => {
      const stat = procFile(id, 'stat')
      const parent = stat.slice(stat.lastIndexOf(')')).split(' ')[2]
      return procFile(id, 'cmdline').includes(command) && parent === String(process.pid)
    })
    .map(Number)
}

/** The most memory, in kilobytes, that such a child took while the work lasted. */
async function peakOf(command: string, work: Promise<unknown>): Promise<number> {
  let [peak, over] = [0, false]
  void work.finally(() => (over = true))
  while (!over) {
    for (const id of childrenOf(command)) {
      const most = /VmHWM:\s+(\d+)/.exec(procFile(String(id), 'status'))?.[1]
      peak = Math.max(peak, Number(most ?? 0))
    }
    await wait(20)
  }
  return peak
}

/** A film of a few megabytes whose frames take as many each once they are drawn. */
function hugeFrames(side: number, frames: number): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'tipthread-film-'))
  const path = join(folder, 'film.mov')
  const grey = [
    '-loglevel',
    'quiet',
    '-f',
    'lavfi',
    '-i',
    `color=c=gray:s=${side}x${side}:r=30`,
    '-frames:v',
    `${frames}`,
  ]
  execFileSync('ffmpeg', [...grey, '-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-q:v', '31', path])
  const film = readFileSync(path)
  rmSync(folder, { recursive: true })
  return film
}

function procFile(id: string, name: string): string {
  try {
    return readFileSync(`/proc/${id}/${name}`, 'latin1')
  } catch {
    return ''
  }
}

describe('what files say of themselves', () => {
  test('time, camera and place, and nothing about our own disk', async () => {
    const read = await workshop.readTags(kept(photo('street.jpg'), 'image/jpeg'))
    expect(read).toMatchObject({
      tool: expect.stringMatching(/^exiftool \d/),
      tags: {
        'IFD0:Model': 'Phone 1',
        'ExifIFD:DateTimeOriginal': '2026:11:23 14:05:09',
        'Composite:GPSLongitude': expect.closeTo(-87.623, 4),
      },
    })
    expect(JSON.stringify(read)).not.toMatch(/SourceFile|System:|\/(tmp|dev)/)
  })

  test.each([
    ['damaged EXIF', photo('broken-exif.jpg'), 'image/jpeg'],
    ['a JPEG cut off', photo('street.jpg').subarray(0, 3000), 'image/jpeg'],
    ['a bomb', bombPng(), 'image/png'],
    ['noise', Buffer.alloc(5000, 'x9'), 'image/heic'],
  ])('%s: whatever can be read, within the time', async (_name, bytes, mime) => {
    const read = await workshop.readTags(kept(bytes, mime))
    expect('tags' in read || read.spoilt === 'unreadable').toBe(true)
  })

  test.each([40, 400])(
    'a comment that unpacks to %i MB takes neither the machine nor our own memory',
    async (megabytes) => {
      const read = await workshop.readTags(kept(bombText(megabytes), 'image/png'))
      expect(read).toEqual({ spoilt: 'broke-tool' })
      expect(await workshop.readTags(kept(photo('street.jpg'), 'image/jpeg'))).toHaveProperty(
        'tags',
      )
    },
    60_000,
  )

  test('without the tool it says so', async () => {
    const reader = createTagReader('/nowhere/perl')
    await expect(reader.read(kept(photo('street.jpg'), 'image/jpeg'))).rejects.toThrow('no-tool')
    await reader.close()
  })

  test('an archive is given to no tool', async () => {
    const read = await workshop.readTags(kept(bombZip(), 'application/zip'))
    expect(read).toEqual({ spoilt: 'unsupported' })
  })

  test('of a film of 3 GB only the parts that describe it are read, wherever they stand', async () => {
    const { file, taken } = hugeFilm(photo('clip.mp4'), 3_000_000_000)
    const read = await workshop.readTags(file)
    expect(read).toMatchObject({
      tags: {
        'Keys:CreationDate': '2026:11:23 14:05:09-06:00',
        'Keys:GPSCoordinates': expect.stringContaining('41.881'),
      },
    })
    expect(taken()).toBeLessThan(100_000)
  })

  test.skipIf(!existsSync('/dev/shm'))('nothing is left of a file that was laid out', async () => {
    const folders = () => readdirSync('/dev/shm').filter((name) => name.startsWith('tipthread-'))
    const before = folders()
    const reader = createTagReader()
    await reader.read(kept(photo('street.jpg'), 'image/jpeg'))
    await reader.close()
    expect(folders().filter((name) => !before.includes(name))).toEqual([])
  })
})

/** The clip with its film data grown to `size` by a hole. */
function hugeFilm(clip: Buffer, size: number): { file: KeptFile; taken(): number } {
  const at = clip.indexOf('mdat') - 4
  const end = at + clip.readUInt32BE(at)
  const grown = size - clip.length + (end - at) + 8
  const head = Buffer.alloc(16)
  head.writeUInt32BE(1, 0)
  head.write('mdat', 4)
  head.writeBigUInt64BE(BigInt(grown), 8)
  const front = Buffer.concat([clip.subarray(0, at), head])
  const back = clip.subarray(end)
  const total = front.length - 16 + grown + back.length
  let taken = 0
  const read: KeptFile['read'] = async ({ from, to } = { from: 0, to: total }) => {
    taken += to - from
    const bytes = Buffer.alloc(to - from)
    const put = (part: Buffer, offset: number) => {
      for (let index = 0; index < part.length; index++) {
        const place = offset + index - from
        if (place >= 0 && place < bytes.length) bytes[place] = part[index]!
      }
    }
    put(front, 0)
    put(back, total - back.length)
    return new Blob([bytes]).stream()
  }
  return { file: { mime: 'video/mp4', size: total, read }, taken: () => taken }
}

describe('recordings', () => {
  test('a frame of a film, where ffmpeg is installed; a word about it where it is not', async () => {
    const copies = await workshop.copyRecording(kept(photo('clip.mp4'), 'video/mp4'))
    if (!ffmpeg) return expect(copies).toEqual({ spoilt: 'no-tool' })
    expect(copies).toMatchObject({
      tool: expect.stringMatching(/^ffmpeg version .*sharp/),
      copies: [{ kind: 'poster' }, { kind: 'thumbnail', width: 320, height: 240 }],
    })
    return undefined
  })

  test.each([
    ['a playlist that claims to be a film', '#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:1/x.ts\n'],
    ['a film cut off', photo('clip.mp4').subarray(0, 400).toString('latin1')],
  ])('%s', async (_name, text) => {
    const file = kept(Buffer.from(text, 'latin1'), 'video/mp4')
    const code = ffmpeg ? 'unreadable' : 'no-tool'
    expect(await workshop.copyRecording(file)).toEqual({ spoilt: code })
  })

  test.skipIf(!ffmpeg)('when our own storage fails it is not said of the file', async () => {
    const read = () => Promise.reject(new Error('storage'))
    const file = { mime: 'video/mp4', size: 1000, read }
    await expect(workshop.copyRecording(file)).rejects.toThrow('storage')
  })

  test.skipIf(!ffmpeg || !existsSync('/proc/self'))(
    'a film of huge frames is drawn in little memory',
    async () => {
      const film = hugeFrames(4096, 26)
      const drawing = workshop.copyRecording(kept(film, 'video/quicktime'))
      const peak = await peakOf('ffmpeg', drawing)
      expect(await drawing).toMatchObject({ copies: [{ kind: 'poster' }, { kind: 'thumbnail' }] })
      expect(peak).toBeLessThan(300_000)
    },
    60_000,
  )

  test('no tool for it', async () => {
    const file = kept(Buffer.from('x'), 'video/x-strange')
    expect(await workshop.copyRecording(file)).toEqual({ spoilt: 'unsupported' })
  })
})

test('the tools know nothing of our environment', () => {
  // The same Node with an empty environment must run the picture process.
  const out = execFileSync(process.execPath, ['-p', 'Object.keys(process.env).length'], { env: {} })
  expect(Number(out)).toBeLessThanOrEqual(1)
})
