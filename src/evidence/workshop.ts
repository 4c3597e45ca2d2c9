import type { ByteRange } from '../storage/storage.ts'

/**
 * The tools that look into a file: native and slow ones, so only Node has them and they work apart
 * from the server. They see one file's bytes and nothing else of us. Whatever a file does to them
 * ends in a code.
 */
export interface Workshop {
  /** What the file says of itself. */
  readTags(file: KeptFile): Promise<Tags | Spoilt>
  /** Working copies of a photo, turned upright and without anything but the picture. */
  copyPhoto(file: KeptFile): Promise<Copies | Spoilt>
  /** One frame of a video, or the shape of a recording's sound. */
  copyRecording(file: KeptFile): Promise<Copies | Spoilt>
  close(): Promise<void>
}

/** A kept file, opened. */
export interface KeptFile {
  /** What its bytes say it is. */
  mime: string
  size: number
  read(range?: ByteRange): Promise<ReadableStream<Uint8Array>>
}

/** What a file says of itself, by group and name. */
export interface Tags {
  tool: string
  tags: Record<string, unknown>
}

/** Copies made of a file. */
export interface Copies {
  tool: string
  copies: Copy[]
  /** A picture's likeness (`likeness.ts`); null for one without features, such as a black one. */
  likeness: string | null
}

/** One working copy. */
export interface Copy {
  kind: 'thumbnail' | 'preview' | 'poster' | 'waveform'
  mime: string
  width: number
  height: number
  bytes: Uint8Array
}

/** Why a file could not be looked into. */
export interface Spoilt {
  spoilt: SpoiltCode
}

export const spoiltCodes = [
  /** No tool reads this kind of file. */
  'unsupported',
  /** The tool for it is not installed. */
  'no-tool',
  /** More bytes than we look into. */
  'too-large',
  /** More pixels than we draw, as decompression bombs have. */
  'too-many-pixels',
  /** Cut off, damaged or not what it claims to be. */
  'unreadable',
  'timed-out',
  /** The tool broke down over it. */
  'broke-tool',
] as const
export type SpoiltCode = (typeof spoiltCodes)[number]
