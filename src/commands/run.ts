import type { Config } from '../config.ts'
import { type Node, openNode } from '../node.ts'
import { connectTelegram, connectTwilio } from './connect.ts'
import { demo } from './demo.ts'
import { doctor } from './doctor.ts'
import { exportTip } from './export.ts'
import { keysRotate } from './keys.ts'
import { lineCheck, lineList, lineSet, lineShow } from './line.ts'
import { purge } from './purge.ts'
import { reconcile } from './reconcile.ts'
import { taken, takeTasks } from './task.ts'
import { tokenAdd } from './token.ts'
import { userAdd } from './user.ts'
import { verify } from './verify.ts'

/** Opens everything and runs until the process is asked to end. */
export async function untilAsked(
  config: Config,
  start: (node: Node) => Promise<Stop>,
): Promise<void> {
  const node = await openNode(config)
  const asked = askedToEnd()
  try {
    const stop = await start(node)
    takeTasks(node, [
      taken(node, userAdd),
      taken(node, tokenAdd),
      taken(node, lineSet),
      taken(node, lineShow),
      taken(node, lineCheck),
      taken(node, lineList),
      taken(node, purge),
      taken(node, keysRotate),
      taken(node, doctor),
      taken(node, reconcile),
      taken(node, connectTwilio),
      taken(node, connectTelegram),
      taken(node, verify),
      taken(node, demo),
      taken(node, exportTip),
    ])
    await asked
    await stop()
  } finally {
    await node.close()
  }
}

/** Ends what was started, letting what is under way finish. */
export type Stop = () => Promise<void>

function askedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}
