import { drawCopies } from './draw.ts'
import type { PictureOrder } from './picture-rules.ts'
import { orSpoilt } from './spoil.ts'

/**
 * The process that draws pictures. A file that breaks a decoder takes down this process and nothing
 * else; it knows no keys and no addresses.
 */
process.on('message', (order: PictureOrder) => {
  void orSpoilt(() => drawCopies(order)).then((answer) => process.send?.(answer))
})
process.on('disconnect', () => process.exit())
