import type { Copy, SpoiltCode } from '../evidence/workshop.ts'

/** What is asked of the picture process, one at a time. */
export interface PictureOrder {
  mime: string
  bytes: Uint8Array
  /** The frame of a video is a poster, not a preview. */
  as: 'preview' | 'poster'
}

/** What comes back. */
export type PictureAnswer =
  { tool: string; copies: Copy[]; likeness: string | null } | { spoilt: SpoiltCode }

/** Bytes of a photo that is opened: 100 MP raw files of phones are smaller. */
export const photoMost = 100_000_000
/** Pixels that are drawn. The largest phones make 200 million, kept as JPEG. */
export const pixelsMost = 210_000_000
/** HEIC is decoded whole into memory, four bytes a pixel. */
export const heicPixelsMost = 60_000_000
/** Longest sides of the copies. */
export const sides = { thumbnail: 400, preview: 1600 }
/** A picture that takes longer is given up, and the process with it. */
export const pictureSeconds = 45
