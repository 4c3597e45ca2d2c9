import { type PictureAnswer, type PictureOrder, pictureSeconds } from './picture-rules.ts'
import { createToolProcess } from './tool-process.ts'

/** Draws pictures one after another, in a process of its own. */
export interface Pictures {
  draw(order: PictureOrder): Promise<PictureAnswer>
  close(): Promise<void>
}

export function createPictures(seconds = pictureSeconds): Pictures {
  const tool = { file: 'picture-process', seconds, megabytes: 256 } as const
  const { ask, close } = createToolProcess<PictureOrder, PictureAnswer>(tool)
  return { draw: ask, close }
}
