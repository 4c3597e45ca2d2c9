import type { Deps } from '../deps.ts'
import type { ChannelName } from './channel.ts'

/** Whether copies at the provider are to go: the line wants it, and there is something that can be removed. */
export function removesCopies(
  { lines, channels }: Pick<Deps, 'lines' | 'channels'>,
  { line_id, channel }: { line_id: string; channel: ChannelName },
): boolean {
  const line = lines.find(({ id }) => id === line_id)
  return line?.retention.provider_copies === 'remove' && Boolean(channels[channel].removeCopy)
}
