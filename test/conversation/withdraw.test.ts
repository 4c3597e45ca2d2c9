import { expect, it } from 'vitest'
import type { Effect } from '../../src/conversation/effect.ts'
import type { Script } from '../../src/conversation/script.ts'
import { newState, type State } from '../../src/conversation/state.ts'
import { step } from '../../src/conversation/step.ts'
import { scriptFor } from '../../src/i18n/script.ts'
import { line } from './line.ts'

const script = scriptFor(line)

/** Says these things one after another, half a minute apart. */
function say(running: Script, before: State, texts: string[]) {
  let state = before
  const effects: Effect[] = []
  for (const [n, text] of texts.entries()) {
    const fresh = { id: `tip-${n}`, code: `T-${n}` }
    const at = Date.UTC(2026, 10, 24, 15) + n * 30_000
    const result = step(running, state, {
      ...{ type: 'message-received', id: `m${n}`, at, text, files: [], fresh },
    })
    state = result.state
    effects.push(...result.effects)
  }
  return { state, effects }
}

it('forgets the words of a tip that was taken back, and gives no version out twice', () => {
  const told = 'Agents broke the door of my neighbor and took her away'
  const { state } = say(script, newState('en'), [told, '2', 'DELETE', '1'])
  expect(JSON.stringify(state)).not.toContain('neighbor')
  const before = state.tip?.answers['notice']?.version
  const { effects } = say({ ...script, version: 'next' }, state, ['STATUS'])
  expect(effects.filter(({ type }) => type === 'record-answer')).toMatchObject([
    { question: 'notice', version: Number(before) + 1 },
  ])
})
