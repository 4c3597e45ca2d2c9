import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

/** What the log writes of an error with this message. */
function logged(message: string): string {
  const script = `
    import { createLog } from './src/log.ts'
    createLog('error').error('failed', { thread_id: 'x' }, new TypeError(${JSON.stringify(message)}))`
  const argv = ['--input-type=module', '--no-warnings', '--eval', script]
  return spawnSync(process.execPath, argv, { encoding: 'utf8' }).stdout
}

test('an error is told by its name and place, and no line of its message', () => {
  const words = ['the red house', '   at the corner of Oak Street', '  at 10:30:15', '\tat home']
  const line = logged(words.join('\n'))
  expect(JSON.parse(line)).toMatchObject({ msg: 'failed', thread_id: 'x', error: 'TypeError' })
  expect(JSON.parse(line).at).toMatch(/^at .+:\d+:\d+\)?/)
  for (const word of ['house', 'corner', '10:30', 'home']) expect(line).not.toContain(word)
})
