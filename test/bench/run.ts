import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { connectPostgres } from '../../src/db/connect.ts'
import { startPostgres } from '../support/server.ts'
import { ceiling, grammy, type Running, start, tipthread } from './contenders.ts'
import { type Load, median, sendLoad } from './load.ts'

// Side by side in one run on one machine and one Postgres: ratios mean something, seconds do not.
const rounds = 3
const seconds = 6
/** Until everything that is often run has been compiled: a server runs for weeks. */
const warming = 10

async function measure(running: Running[], connections: number) {
  const loads = new Map<string, Load[]>(running.map(({ name }) => [name, []]))
  for (const { url, make } of running) await sendLoad(url, make, { connections, seconds: warming })
  for (let round = 0; round < rounds; round++) {
    for (const { name, url, make } of running) {
      await sendLoad(url, make, { connections, seconds: 1 })
      loads.get(name)?.push(await sendLoad(url, make, { connections, seconds }))
    }
  }
  return Object.fromEntries(
    [...loads].map(([name, all]) => [
      name,
      {
        per_second: median(all.map((one) => one.per_second)),
        p99: median(all.map((one) => one.p99_ms)),
      },
    ]),
  )
}

/** Transactions committed and our own counters, to say what one turn costs the database. */
async function costPerTurn({ url, database, make }: Running, connections: number): Promise<string> {
  const before = await counters(url, database)
  const { answered } = await sendLoad(url, make, { connections, seconds: 3 })
  await wait(1_500)
  const after = await counters(url, database)
  const [loads, saves] = [after.loads - before.loads, after.saves - before.saves]
  const per = (count: number) => (count / answered).toFixed(2)
  return `${per(loads + saves)} statements, ${per(saves)} writing commits, ${per(after.commits - before.commits)} transactions in all`
}

async function counters(url: string, database: string) {
  const metrics = await fetch(`${url}/metrics`).then((response) => response.text())
  const batches = (outcome: string) =>
    Number(
      new RegExp(`^tipthread_batches_total\\{outcome="${outcome}"\\} (\\d+)`, 'm').exec(
        metrics,
      )?.[1],
    )
  const db = connectPostgres(database, 1)
  const { rows } = await sql<{ commits: number }>`select xact_commit as commits
    from pg_stat_database where datname = current_database()`.execute(db)
  await db.destroy()
  return { loads: batches('loaded'), saves: batches('committed'), commits: rows[0]?.commits ?? 0 }
}

/** Ours beside the ceiling and beside grammY. */
async function compare(): Promise<void> {
  const server = await startPostgres()
  const running = []
  try {
    for (const contender of [ceiling, tipthread(), grammy]) {
      running.push(await start(server.url, contender))
    }
    const ours = running.find(({ name }) => name === 'tipthread')
    for (const connections of [32, 256]) {
      const result = await measure(running, connections)
      const base = result['ceiling']?.per_second ?? 1
      console.log(`\n${connections} connections, medians of ${rounds} interleaved rounds`)
      for (const [name, { per_second, p99 }] of Object.entries(result)) {
        const ratio = (per_second / base).toFixed(2)
        console.log(
          `  ${name.padEnd(10)} ${per_second.toFixed(0).padStart(6)}/s  ${ratio} of the ceiling  p99 ${p99} ms`,
        )
      }
      const grammy = result['grammy']?.per_second ?? 1
      console.log(
        `  tipthread ÷ grammy: ${((result['tipthread']?.per_second ?? 0) / grammy).toFixed(2)}`,
      )
      if (ours) console.log(`  a turn costs ${await costPerTurn(ours, connections)}`)
    }
  } finally {
    for (const one of running) await one.stop()
    await server.stop()
  }
}

async function measureEvidenceHere(): Promise<void> {
  await (await import('./evidence.ts')).measureEvidence()
  await compareExportHere()
}

async function compareExportHere(): Promise<void> {
  await (await import('./export.ts')).compareExport()
}

async function measureUploadHere(): Promise<void> {
  const { measureUpload } = await import('./upload.ts')
  const server = await startPostgres()
  try {
    await measureUpload(`${server.url}/postgres`)
  } finally {
    await server.stop()
  }
}

if (process.argv[2] === 'evidence') await measureEvidenceHere()
else if (process.argv[2] === 'interview') await import('./interview.ts')
else if (process.argv[2] === 'cpu') await import('./cpu.ts')
else if (process.argv[2] === 'inbox') await import('./inbox.ts')
else if (process.argv[2] === 'export') await compareExportHere()
else if (process.argv[2] === 'upload') await measureUploadHere()
else await compare()
