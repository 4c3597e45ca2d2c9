import { z } from 'zod'
import type { InboundFile } from './channel.ts'
import { fileKind } from './file-kind.ts'

const File = z.object({
  file_id: z.string(),
  file_unique_id: z.string(),
  file_name: z.string().optional(),
  mime_type: z.string().optional(),
  file_size: z.number().optional(),
})
type File = z.infer<typeof File>

const PhotoSize = File.extend({ width: z.number(), height: z.number() })

/** A part whose form we do not know is left out, and stays in `raw`; the rest of the message counts. */
export function lenient<T extends z.ZodType>(schema: T) {
  return schema.optional().catch(undefined)
}

/** Everything in a message that is a file: https://core.telegram.org/bots/api#message */
export const TelegramFiles = z.object({
  photo: lenient(z.array(PhotoSize)),
  live_photo: lenient(File),
  video: lenient(File),
  animation: lenient(File),
  video_note: lenient(File),
  voice: lenient(File),
  audio: lenient(File),
  document: lenient(File),
})
type TelegramFiles = z.infer<typeof TelegramFiles>

/**
 * The files of a message. Of a photo's sizes only the largest; an animation comes as a document too
 * and counts once; a live photo is its still and its film.
 */
export function readTelegramFiles(message: TelegramFiles): InboundFile[] {
  const films = [message.live_photo, message.video, message.animation, message.video_note]
  const sounds = [message.voice, message.audio]
  return [
    ...present([largest(message.photo)]).map((file) => described(file, 'photo')),
    ...present(films).map((file) => described(file, 'video')),
    ...present(sounds).map((file) => described(file, 'audio')),
    ...present(message.animation ? [] : [message.document]).map((file) =>
      described(file, fileKind(file.mime_type), { untouched: true }),
    ),
  ]
}

function present(files: (File | undefined)[]): File[] {
  return files.filter((file) => file !== undefined)
}

function largest(sizes: z.infer<typeof PhotoSize>[] = []): File | undefined {
  return sizes.toSorted((a, b) => b.width * b.height - a.width * a.height)[0]
}

/**
 * Name and type are kept now, as Telegram's servers may not keep them with the file. A document is the
 * file itself; photos and videos are made smaller by the app.
 */
function described(
  file: File,
  kind: InboundFile['kind'],
  how: { untouched?: true } = {},
): InboundFile {
  return {
    kind,
    source: { file_id: file.file_id, unique_id: file.file_unique_id, ...how },
    ...(file.file_name && { name: file.file_name }),
    ...(file.mime_type && { mime: file.mime_type }),
    ...(file.file_size && { size: file.file_size }),
  }
}
