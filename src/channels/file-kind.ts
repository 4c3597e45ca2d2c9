import type { InboundFile } from './channel.ts'

/** What a file is to an investigator, by its content type. A photo sent "as a file" is a photo. */
export function fileKind(mime: string | undefined): InboundFile['kind'] {
  const family = mime?.toLowerCase().split('/')[0]
  if (family === 'image') return 'photo'
  if (family === 'video' || family === 'audio') return family
  return 'document'
}
