import { randomInt, randomUUID } from 'node:crypto'
import { Command } from 'commander'
import { z } from 'zod'
import type { Inbound, InboundContent } from '../channels/channel.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { readTips } from '../tips/read.ts'
import { checked } from './arguments.ts'
import { type Move, stories, type Story } from './stories.ts'
import { perform, type Task } from './task.ts'

const hour = 3_600_000
/** No conversation takes longer: an answer to it comes after it. */
const longest = hour / 2
const few = 10
const most = 10_000
const wanted = `a number from 1 to ${most}`

const Input = z.object({
  tips: z.coerce.number(wanted).int(wanted).min(1, wanted).max(most, wanted),
  json: z.boolean().optional(),
})
type Input = z.infer<typeof Input>

/** Makes tips up, by real turns. Refused where real people may write. */
export const demo: Task<Input> = {
  name: 'demo',
  input: Input,
  async run({ deps }, { tips, json }) {
    if (!deps.config.demo) {
      throw new Failure(
        'not-allowed',
        'made-up tips are for the demo; provider credentials are set',
      )
    }
    await makeTips(deps, tips)
    return json ? JSON.stringify({ tips }) : `${tips} made-up tips added`
  },
}

/** `tipthread demo` */
export function demoCommand(): Command {
  return new Command('demo')
    .description('add made-up tips, each of which says so; only without provider credentials')
    .requiredOption('--tips <number>', 'how many', checked(Input.shape.tips))
    .option('--json', 'print the outcome as JSON')
    .action((input: Input) => perform(demo, input))
}

/** A demo that is empty gets a few tips to look at. */
export async function ensureDemoTips(deps: Deps): Promise<void> {
  const { items } = await readTips(deps, {}, { limit: 1 })
  if (items.length === 0) await makeTips(deps, few)
}

async function makeTips(deps: Deps, count: number): Promise<void> {
  for (let n = count - 1; n >= 0; n--) {
    const story = stories[n % stories.length]
    if (story) await play(deps, story, deps.now() - n * 5 * hour - longest)
  }
}

/** One person's whole conversation, a few seconds between messages. */
async function play(deps: Deps, story: Story, begun: number): Promise<void> {
  const line = deps.lines[0]?.id ?? ''
  const person = somebody(story)
  let at = begun
  for (const content of story.moves.flatMap(contents)) {
    at += randomInt(5, 60) * 1000
    const inbound = { ...person, provider_id: `demo-${randomUUID()}`, raw: '', content }
    await deps.turns.advance({ from: 'outside', line, inbound, at })
  }
}

/** 555-0100 to 555-0199 are kept for fiction: https://www.nanpa.com (Industry guidelines, 555). */
function somebody({ channel, language }: Story): Omit<Inbound, 'provider_id' | 'raw' | 'content'> {
  const area = randomInt(201, 990)
  return channel === 'telegram'
    ? { channel, from: String(randomInt(1e9, 9e9)), to: 'bot', language_hint: language }
    : { channel, from: `+1${area}55501${randomInt(10, 100)}`, to: '+12025550100' }
}

function contents(move: Move): InboundContent[] {
  if ('say' in move) return [{ type: 'message', text: move.say, files: [] }]
  const { press: question, picks } = move
  return picks.map((choice) => ({ type: 'button', question, choice }))
}
