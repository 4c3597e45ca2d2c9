import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { State } from '../../src/conversation/state.ts'
import { openDataKey } from '../../src/seal/keys.ts'
import { openJson } from '../../src/seal/seal.ts'
import { endUploadLinks, noteUploaded } from '../../src/threads/upload-link.ts'
import { type Intake, keptFiles, openIntake, type Person } from './desk.ts'

let intake: Intake

beforeAll(async () => {
  intake = await openIntake()
})
afterAll(() => intake.close())

it('counts what came by link when the person asks how things stand, each file once', async () => {
  const person = await intake.person()
  await send(person, ['one.jpg', 'two.jpg'])
  await keptFiles(intake.node, person.link_id)
  await intake.node.deps.enqueue(intake.node.deps.db, [
    { name: 'keep-upload', data: { evidence_id: (await filesOf(person))[0] ?? '' } },
  ])
  await keptFiles(intake.node, person.link_id)
  expect(await ask(person, 'STATUS')).toContain('photos 0, videos 0, voice 0, other 2')
  expect((await stateOf(person)).tip?.link?.id).toBe(person.link_id)
})

it('counts both of two files that are noted in the same instant', async () => {
  const person = await intake.person()
  const { deps } = intake.node
  await send(person, ['one.jpg'])
  const [first = ''] = await filesOf(person)
  const advance: typeof deps.turns.advance = async (arrival) => {
    if ((await filesOf(person)).length === 1) {
      await send(person, ['two.jpg'])
      await keptFiles(intake.node, person.link_id)
    }
    return deps.turns.advance(arrival)
  }
  await noteUploaded({ ...deps, turns: { ...deps.turns, advance } }, first)
  expect(await ask(person, 'STATUS')).toContain('photos 0, videos 0, voice 0, other 2')
})

it('speaks no more of a link that was ended', async () => {
  const person = await intake.person()
  expect(await endUploadLinks(intake.node.deps, person.tip, 'system')).toBe(1)
  expect((await stateOf(person)).tip?.link).toBeUndefined()
})

async function send({ path }: Person, names: string[]): Promise<void> {
  const form = new FormData()
  for (const name of names) {
    const bytes = new TextEncoder().encode(`the bytes of ${name}`)
    form.append('files', new File([bytes], name, { type: 'image/jpeg' }))
  }
  const answer = await fetch(intake.url + path, { method: 'POST', body: form })
  expect(answer.status).toBe(200)
}

async function filesOf({ tip }: Person): Promise<string[]> {
  const { db } = intake.node.deps
  const query = db.selectFrom('evidence').select('id').where('tip_id', '=', tip.id)
  return (await query.execute()).map(({ id }) => id)
}

async function ask({ from }: Person, text: string): Promise<string> {
  const { deps } = intake.node
  const inbound = {
    ...{ channel: 'sms' as const, provider_id: randomUUID(), raw: '' },
    ...{ from, to: '+15555550100' },
    content: { type: 'message' as const, text, files: [] },
  }
  const turn = await deps.turns.advance({
    ...{ from: 'outside', line: 'main', inbound, at: Date.now() },
  })
  return JSON.stringify(turn.reply?.outgoing)
}

async function stateOf({ thread_id }: Person): Promise<State> {
  const { db, keys } = intake.node.deps
  const row = await db
    .selectFrom('thread')
    .select(['key', 'state'])
    .where('id', '=', thread_id)
    .executeTakeFirstOrThrow()
  return State.parse(openJson(openDataKey(keys, row.key!), `state:${thread_id}`, row.state))
}
