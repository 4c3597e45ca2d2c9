import { randomUUID } from 'node:crypto'
import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodeApp } from '../../src/node.ts'
import { tidyUploads } from '../../src/evidence/upload/keep.ts'
import { openLink } from '../../src/evidence/upload/link.ts'
import { tellTooBig } from '../../src/threads/upload-link.ts'
import { type ApiDesk, openApiDesk } from '../support/api-desk.ts'
import { readThread } from '../support/read-thread.ts'

let desk: ApiDesk

beforeAll(async () => {
  desk = await openApiDesk('investigator', 'viewer')
})
afterAll(() => desk.node.close())

const tokenIn = (text: string) => /\/u\/(\w+)/.exec(text)?.[1] ?? ''

describe('staff', () => {
  it('send a link, see it, and end it', async () => {
    const { code, thread_id } = await desk.tipOf('They broke a door and I filmed it')
    const path = `/tips/${code}/upload-link`
    const sent = await desk.call('investigator', path, 'POST')
    expect(sent.status).toBe(201)
    expect(sent.json.text).toMatch(
      /^First copies and big files .*https:\/\/tips\.example\.org\/u\/\w{12}$/,
    )
    const token = tokenIn(sent.json.text)
    expect(await openLink(desk.node.deps, token)).toMatchObject({ thread_id })
    const seen = await desk.call('viewer', path)
    expect(seen.json.items).toMatchObject([{ works: true, used: 0, revoked_at: null }])
    expect(JSON.stringify(seen.json)).not.toContain(token)
    expect((await desk.call('viewer', path, 'DELETE')).status).toBe(403)
    expect((await desk.call('investigator', path, 'DELETE')).json).toEqual({ ended: 1 })
    expect(await openLink(desk.node.deps, token)).toBe('ended')
    const again = await desk.call('investigator', path, 'POST')
    expect(await openLink(desk.node.deps, tokenIn(again.json.text))).toMatchObject({ thread_id })
  })

  it('send none to somebody who took the tip back', async () => {
    const { code, thread_id } = await desk.tipOf('Another thing that I saw')
    await desk.node.deps.db
      .updateTable('tip')
      .set({ stage: 'withdrawn' })
      .where('thread_id', '=', thread_id)
      .execute()
    expect((await desk.call('investigator', `/tips/${code}/upload-link`, 'POST')).status).toBe(422)
  })
})

describe('a file that was too big for the app', () => {
  it('is answered with a link, in the language of the person', async () => {
    const { deps } = desk.node
    const inbound = {
      ...{ channel: 'telegram' as const, provider_id: randomUUID(), raw: '' },
      ...{ from: '700700', to: 'bot', language_hint: 'es' },
      content: {
        type: 'message' as const,
        text: 'Aquí va el video de los agentes en la calle',
        files: [{ kind: 'video' as const, source: { file_id: 'f', unique_id: 'u' } }],
      },
    }
    const at = Date.now()
    const turn = await deps.turns.advance({ from: 'outside', line: 'main', inbound, at })
    const { evidence } = await readThread(deps, turn.thread_id)
    await tellTooBig(deps, evidence[0]?.id ?? '')
    const { messages } = await readThread(deps, turn.thread_id)
    const told = messages.find(({ kind }) => kind === 'follow-up')
    expect(told?.body.text).toContain('Ese archivo es muy grande para este chat.')
    expect(await openLink(deps, tokenIn(told?.body.text ?? ''))).toMatchObject({
      thread_id: turn.thread_id,
      language: 'es',
    })
  })
})

describe('what nobody finishes', () => {
  it('is removed after a week, and at once when the tip is taken back', async () => {
    const { deps } = desk.node
    const begin = async () => {
      const { code, thread_id } = await desk.tipOf('Something else that happened')
      const sent = await desk.call('investigator', `/tips/${code}/upload-link`, 'POST')
      const made = await nodeApp(deps).request(`/u/${tokenIn(sent.json.text)}/files`, {
        method: 'POST',
        headers: { 'Tus-Resumable': '1.0.0', 'Upload-Length': '10' },
      })
      const id = made.headers.get('Location')?.split('/').at(-1) ?? ''
      return { id, thread_id }
    }
    const touch = (id: string, days: number) => {
      const moment = new Date(Date.now() - days * 24 * 3_600_000 - 3_600_000)
      return utimes(join(deps.config.data_dir, 'uploads', id), moment, moment)
    }
    const [fresh, old, withdrawn] = [await begin(), await begin(), await begin()]
    await deps.db
      .updateTable('tip')
      .set({ stage: 'withdrawn' })
      .where('thread_id', '=', withdrawn.thread_id)
      .execute()
    await Promise.all([touch(fresh.id, 1), touch(old.id, 7), touch(withdrawn.id, 0)])
    await tidyUploads(deps)
    const left = await deps.uploads?.quietSince(new Date(Date.now() + 1_000))
    expect(left?.map(({ id }) => id)).toEqual([fresh.id])
  })
})
