import { describe, expect, it } from 'vitest'
import { SegmentedMessage } from 'sms-segments-calculator'
import { replay } from './transcript.ts'

/** What the line says after each input, without what is written down. */
function said(inputs: string[]): string[] {
  const transcript = replay(`channel: sms\n\n${inputs.map((text) => `> ${text}`).join('\n')}\n`)
  return transcript
    .split(/^> .*$/mu)
    .slice(1)
    .map((turn) => (turn.match(/^<.*$/gmu) ?? []).map((row) => row.slice(2)).join('\n'))
}

const full = {
  en: "two ICE agents in masks broke my neighbor's door at 5th and Main this morning",
  es: 'Dos agentes de ICE enmascarados rompieron la puerta de mi vecino en la calle 26 esta mañana',
}

describe('after a full first message', () => {
  it.each(Object.entries(full))('at most 8 prompts follow (%s)', (_, first) => {
    const replies = said([first, '2', '2', '1', '8', '1', '4', '1', '1'])
    const [last = '', ...prompts] = replies.toReversed()
    expect(last).toContain('T-7F3K-92QM')
    expect(prompts.every((prompt) => !prompt.includes('T-7F3K-92QM'))).toBe(true)
    expect(prompts.length).toBeLessThanOrEqual(8)
  })

  it.each([
    [full.en, 2],
    [full.es, 3],
  ])('the offer is short: %s', (first, most) => {
    const offer = said([first, '2', '2']).at(-1) ?? ''
    expect(offer.split('\n')).toHaveLength(9)
    expect(new SegmentedMessage(offer).segmentsCount).toBeLessThanOrEqual(most)
  })
})

it('an offer holds no word of ours about the event: only labels and quotes', () => {
  const [offer = ''] = said([full.en, '2', '2']).slice(-1)
  const quotes = offer.split('\n').flatMap((row) => row.match(/^[\w ]+: (.+)$/u)?.[1] ?? [])
  expect(quotes).toHaveLength(5)
  for (const quote of quotes) expect(full.en).toContain(quote)
})

it('numbers of telephones are neither offered nor recorded as anything', () => {
  const played = replay(
    'channel: sms\n\n> my sister saw it all happen, call her at 312-555-0142 please\n> 2\n> 2\n',
  )
  expect(played).not.toContain('(found')
})

it.each([
  'ICE agents took my neighbor, she lives at 1520 North Oak Street with her kids',
  'agentes de ICE se llevaron a mi vecina, ella vive en la calle Roble 12 con sus hijos',
])('a home that was told is offered as no place, and said back nowhere: %s', (first) => {
  const played = replay(`channel: sms\n\n> ${first}\n> 2\n> 2\n`)
  expect(played).toContain('+ masks home')
  expect(played).not.toMatch(/place \d+ \(found/)
  const said = played.match(/^<.*$/gmu)?.join('\n')
  expect(said).not.toMatch(/1520|Oak|Roble/)
})
