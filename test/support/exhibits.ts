import sharp from 'sharp'
import type { Deps } from '../../src/deps.ts'
import type { About } from '../../src/evidence/keep.ts'
import { failFile } from '../../src/evidence/fail.ts'
import { inspectFile } from '../../src/evidence/inspection/inspect.ts'
import { keepFile } from '../../src/evidence/keep.ts'
import { requireFile } from '../../src/evidence/read.ts'
import { photo } from '../evidence/hostile.ts'
import { streamOf, tipWithFiles } from '../evidence/tip.ts'

/** A tip with a file in every state that a page shows. */
export async function tipWithExhibits(
  deps: Deps,
): Promise<{ code: string; tip_id: string; ids: string[] }> {
  const street = photo('street.jpg')
  const small = await sharp(street).resize(300).jpeg({ quality: 40 }).toBuffer()
  const files: [Buffer, Partial<About>][] = [
    [street, { copy_grade: 'original_file', name: 'IMG_0001.JPG' }],
    [small, {}],
    [street, { copy_grade: 'original_file' }],
    [photo('screenshot.png'), {}],
    [photo('clip.mp4'), { name: 'clip.mp4' }],
    [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'), {}],
    [street.subarray(0, 3000), {}],
  ]
  const { code, tip_id, evidence_ids: ids } = await tipWithFiles(deps, files.length + 3)
  for (const [index, [bytes, about]] of files.entries()) {
    await keep(deps, ids[index] ?? '', bytes, about)
  }
  const harmful = { ...deps, scanner: { scan: async () => found } }
  await keep(harmful, ids[files.length] ?? '', Buffer.from('harmful'), {})
  await failFile(deps, await requireFile(deps, ids[files.length + 1] ?? ''), 'unreachable')
  return { code, tip_id, ids }
}

const found = { scan: 'found', signature: 'Test' } as const

async function keep(deps: Deps, id: string, bytes: Buffer, about: Partial<About>): Promise<void> {
  const given = { copy_grade: 'platform_recompressed', most: 50_000_000, ...about } as const
  await keepFile(deps, id, streamOf(bytes), given)
  if (deps.workshop) await inspectFile(deps, deps.workshop, id)
}
