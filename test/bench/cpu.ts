import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { connectPostgres } from '../../src/db/connect.ts'
import { startPostgres } from '../support/server.ts'
import { ceiling, type Running, start, tipthread } from './contenders.ts'
import { median, sendLoad } from './load.ts'

// What a turn costs the processor, in the server and in Postgres, beside the ceiling: it hardly depends
// on what else the machine does, so it can be measured where throughput cannot. Builds to be set
// beside each other are named in the arguments: `npm run bench -- cpu before=/there/cli.js now=dist/cli.js`.
const rounds = 7
const messages = 3_000
const tick = 1_000_000 / Number(execFileSync('getconf', ['CLK_TCK']).toString())

interface Cost {
  server: number
  postgres: number
}

/** Microseconds of processor time that a process has used. */
function used(pid: number): number {
  return ticksOf(pid, 11) * tick
}

/** The same of its children that have ended: a pool closes connections that have been idle. */
function usedByEnded(pid: number): number {
  return ticksOf(pid, 13) * tick
}

/** User and system time stand side by side, from this field on after the name (`man 5 proc_pid_stat`). */
function ticksOf(pid: number, first: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return Number(fields[first]) + Number(fields[first + 1])
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && parentOf(pid) === parent)
}

function parentOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1])
  } catch {
    return 0
  }
}

async function postmasterOf(server: string): Promise<number> {
  const db = connectPostgres(`${server}/postgres`, 1)
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
  const parent = parentOf(rows[0]?.pid ?? 0)
  await db.destroy()
  return parent
}

/** One contender runs at a time, so that all of Postgres's processes work for it. */
async function costOf(one: Running, postmaster: number, connections: number): Promise<Cost> {
  const clock = () => ({
    server: used(one.child.pid ?? 0),
    postgres: childrenOf(postmaster).reduce((sum, pid) => sum + used(pid), usedByEnded(postmaster)),
  })
  const before = clock()
  const { answered } = await sendLoad(one.url, one.make, { connections, messages })
  const after = clock()
  return {
    server: (after.server - before.server) / answered,
    postgres: (after.postgres - before.postgres) / answered,
  }
}

async function compareAt(connections: number, running: Running[], postmaster: number) {
  const costs = new Map<string, Cost[]>(running.map(({ name }) => [name, []]))
  for (const one of running) await costOf(one, postmaster, connections)
  for (let round = 0; round < rounds; round++) {
    for (const one of running) {
      costs.get(one.name)?.push(await costOf(one, postmaster, connections))
      await wait(200)
    }
  }
  console.log(`\n${connections} connections, microseconds of processor time a turn`)
  for (const [name, all] of costs) print(name, all, costs.get('ceiling') ?? [])
}

function print(name: string, all: Cost[], base: Cost[]): void {
  const sum = ({ server, postgres }: Cost) => server + postgres
  const total = median(all.map(sum))
  const parts = (['server', 'postgres'] as const).map(
    (part) =>
      `${part} ${median(all.map((cost) => cost[part]))
        .toFixed(0)
        .padStart(4)}`,
  )
  const ratio = (total / median(base.map(sum))).toFixed(2)
  console.log(
    `  ${name.padEnd(10)} ${parts.join('  ')}  total ${total.toFixed(0).padStart(4)}  ${ratio} of the ceiling's`,
  )
}

const builds = process.argv.slice(3).map((pair) => pair.split('='))
const ours = builds.length > 0 ? builds.map(([name, cli]) => tipthread(name, cli)) : [tipthread()]
const server = await startPostgres()
const running: Running[] = []
try {
  const postmaster = await postmasterOf(server.url)
  for (const contender of [ceiling, ...ours]) {
    running.push(await start(server.url, contender))
  }
  for (const connections of [32, 256]) await compareAt(connections, running, postmaster)
} finally {
  for (const one of running) await one.stop()
  await server.stop()
}
