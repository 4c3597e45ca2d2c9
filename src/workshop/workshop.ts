import type { Copies, KeptFile, Workshop } from '../evidence/workshop.ts'
import { photoMost } from './picture-rules.ts'
import { createPictures, type Pictures } from './pictures.ts'
import { drawStill } from './recordings.ts'
import { orSpoilt, Spoil } from './spoil.ts'
import { createTagReader } from './tags.ts'

/** Opens the workshop. Its processes start when there is work and end with `close`. */
export function openWorkshop(): Workshop {
  const pictures = createPictures()
  const reader = createTagReader()
  return {
    readTags: (file) => orSpoilt(() => reader.read(file)),
    copyPhoto: (file) => orSpoilt(() => copyPhoto(pictures, file)),
    copyRecording: (file) => orSpoilt(() => copyRecording(pictures, file)),
    close: async () => {
      await Promise.all([pictures.close(), reader.close()])
    },
  }
}

async function copyPhoto(pictures: Pictures, file: KeptFile): Promise<Copies> {
  if (file.size > photoMost) throw new Spoil('too-large')
  if (file.size === 0) throw new Spoil('unreadable')
  const bytes = new Uint8Array(await new Response(await file.read()).arrayBuffer())
  return drawn(await pictures.draw({ mime: file.mime, bytes, as: 'preview' }))
}

async function copyRecording(pictures: Pictures, file: KeptFile): Promise<Copies> {
  const { tool, mime, bytes } = await drawStill(file)
  if (mime === 'image/png') {
    const size = { width: 800, height: 160 }
    return { tool, copies: [{ kind: 'waveform', mime, ...size, bytes }], likeness: null }
  }
  const made = drawn(await pictures.draw({ mime, bytes, as: 'poster' }))
  return { ...made, tool: `${tool}, ${made.tool}` }
}

function drawn(answer: Awaited<ReturnType<Pictures['draw']>>): Copies {
  if ('spoilt' in answer) throw new Spoil(answer.spoilt)
  return answer
}
