import type { Inbound } from '../channels/channel.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import type { Line } from '../lines/line.ts'

/** Takes one inbound through its thread and makes the answer that carries the reply home. */
export async function answerInbound(deps: Deps, inbound: Inbound): Promise<Response> {
  const line = lineAt(deps.lines, inbound.to)
  const turn = await deps.turns.advance({ from: 'outside', line: line.id, inbound, at: deps.now() })
  const reply = turn.reply && { address: inbound.from, from: inbound.to, ...turn.reply }
  const { body, content_type } = deps.channels[inbound.channel].answer(reply)
  return new Response(body, { headers: { 'content-type': content_type } })
}

/** The line that claims this address, else one without addresses, which takes all that nobody claims. */
export function lineAt(lines: Line[], address: string): Line {
  const claims = lines.find((each) => each.addresses.includes(address))
  const line = claims ?? lines.find((each) => each.addresses.length === 0) ?? lines[0]
  if (!line) throw new Failure('bad-config', 'there is no line')
  return line
}
