import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { replay } from './transcript.ts'

const folder = new URL('transcripts/', import.meta.url)

describe('conversations, as they are read', () => {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.txt'))) {
    it(name.replace('.txt', '').replaceAll('-', ' '), async () => {
      const file = new URL(name, folder)
      await expect(replay(readFileSync(file, 'utf8'))).toMatchFileSnapshot(file.pathname)
    })
  }
})
