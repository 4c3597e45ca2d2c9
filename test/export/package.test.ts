import { execFile } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { copyFile, cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Coding } from '../../src/conversation/record.ts'
import { beginParcel } from '../../src/export/package.ts'
import type { ExportRequest } from '../../src/export/request.ts'
import { codeTip } from '../../src/tips/coding/coding.ts'
import { tools } from '../../src/workshop/exporter.ts'
import { verifyAt } from '../../src/workshop/verify-package.ts'
import { writeFolder } from '../../src/workshop/write-folder.ts'
import { photo } from '../evidence/hostile.ts'
import { openTestNode, type TestNode } from '../support/node.ts'
import { account, address, networkName, number, tellInArabic, type Told } from './arabic-tip.ts'
import { faultsOfBag } from './bag.ts'

const run = promisify(execFile)
const plain: ExportRequest = {
  ...{ by: 'command', language: 'en', identity: false, unmasked: false, to: [] },
}

let node: TestNode
let told: Told
let home = ''
let bag = ''

beforeAll(async () => {
  node = await openTestNode()
  home = await mkdtemp(join(tmpdir(), 'tipthread-export-'))
  told = await tellInArabic(node.deps, {
    ...{ files: 2, inspected: true },
    name: '../../etc/a\n"b"<script>.jpg',
  })
  bag = await exportTo('bag', plain)
}, 120_000)
afterAll(async () => {
  await node.close()
  await rm(home, { recursive: true, force: true })
})

async function exportTo(name: string, request: ExportRequest): Promise<string> {
  const folder = join(home, name)
  const { files } = await beginParcel(node.deps, tools, told.row, request)
  await writeFolder(folder, files)
  return folder
}

const text = (path: string) => readFile(join(bag, path), 'utf8')
const json = async (path: string) => JSON.parse(await text(path))
const lines = async (path: string) => (await text(path)).trimEnd().split('\n')

/** Every file of a package in one text. */
async function everything(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const texts = files.map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8'))
  return (await Promise.all(texts)).join('\n')
}

async function verify(folder: string): Promise<{ code: number; said: string }> {
  return run(process.execPath, ['verify.mjs'], { cwd: folder, env: {} }).then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    (error: { code: number; stdout: string }) => ({ code: error.code, said: error.stdout }),
  )
}

test('it is a bag, and its own script and the usual tools find it whole', async () => {
  expect(await faultsOfBag(bag)).toEqual([])
  const { code, said } = await verify(bag)
  expect(said).toContain('Nothing is wrong.')
  expect(said).not.toContain('WRONG')
  expect(code).toBe(0)
  for (const list of ['manifest-sha256.txt', 'tagmanifest-sha256.txt']) {
    await run('sha256sum', ['-c', '--quiet', list], { cwd: bag })
  }
  await run('sha512sum', ['-c', '--quiet', 'manifest-sha512.txt'], { cwd: bag })
})

test('the statement is in the language it was written in, word for word', async () => {
  const { messages, language } = await json('data/statement/original.ar.json')
  expect(language).toBe('ar')
  expect(messages[0].text).toBe(account)
  expect(await text('data/statement/original.ar.txt')).toContain(account)
  expect(await text('data/report.html')).toContain(account)
  expect(await text('data/consent/notice-1.ar.txt')).toContain('911')
})

test('the table of answers opens in a spreadsheet with its letters whole', async () => {
  const table = await readFile(join(bag, 'data/structured/answers.csv'))
  expect(table.subarray(0, 3)).toEqual(Buffer.of(0xef, 0xbb, 0xbf))
  expect(table.toString('utf8')).toContain(account)
})

test('exhibits are there to the byte, under names of ours', async () => {
  const names = await readdir(join(bag, 'data/exhibits'))
  expect(names).toHaveLength(2)
  for (const name of names) {
    expect(name).toMatch(/^E[12]_[0-9a-f]{12}\.jpg$/)
    const bytes = await readFile(join(bag, 'data/exhibits', name))
    expect(bytes.equals(photo('street.jpg'))).toBe(true)
  }
  const measured = await json('data/metadata/E1.manifest.json')
  expect(measured.name).toContain('etc')
})

test('working copies are marked as such, with their hash, what made them and from which file', async () => {
  const { about, derivatives } = await json('data/derivatives/derivatives.json')
  expect(about).toContain('never the original')
  const [original] = (await readdir(join(bag, 'data/exhibits'))).toSorted()
  const sha256 = createHash('sha256').update(photo('street.jpg')).digest('hex')
  for (const kind of ['preview', 'thumbnail', 'metadata']) {
    const found = derivatives.find(
      (one: { kind: string; made_from: { exhibit: string } }) =>
        one.kind === kind && one.made_from.exhibit === 'E1',
    )
    expect(found.tool).toMatch(kind === 'metadata' ? /^exiftool \d/i : /^sharp \d/)
    expect(found.made_from.path).toBe(`data/exhibits/${original}`)
    expect(found.made_from.sha256).toBe(sha256)
    const bytes = await readFile(join(bag, found.path))
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(found.sha256)
    expect(bytes.equals(photo('street.jpg'))).toBe(false)
    if (kind !== 'metadata') expect(found.path).toContain(`E1-${kind}-copy_`)
  }
  expect(await text('data/report.html')).toContain('Working copy, not the original')
  expect((await verify(bag)).said).toContain('4 working copies as they were made')
})

test('nothing in it says who wrote, and what views hide is hidden', async () => {
  const all = await everything(bag)
  for (const secret of [address, address.slice(1), networkName, 'Haddad', number]) {
    expect(all).not.toContain(secret)
    expect(all).not.toContain(encodeURIComponent(secret))
  }
  const withheld: { what: string; why: string }[] = await json('data/withheld.json')
  expect(withheld).toContainEqual({ what: 'address', why: 'identity' })
  expect(withheld).toContainEqual(expect.objectContaining({ what: 'words', kinds: ['ssn'] }))
  expect(withheld.filter(({ what }) => what === 'payload')).toHaveLength(4)
})

test('the report is a PDF with its fonts inside, and the page runs nothing', async () => {
  const pdf = await readFile(join(bag, 'data/report.pdf'))
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  const page = await text('data/report.html')
  expect(page).toContain('font-family:"noto-naskh-arabic arabic"')
  expect(page).not.toMatch(/<script|https?:\/\//)
})

test('certificates are filled in and not signed', async () => {
  const certificate = await text('data/certificates/fre-902-14.txt')
  expect(certificate).toContain('28 U.S.C. 1746')
  expect(certificate).toContain('data/exhibits/E1_')
  expect(certificate).toContain('[NAME]')
  expect(await text('data/certificates/fre-902-13.txt')).not.toMatch(/\{\{|undefined/)
})

test('CASE names every exhibit and every event', async () => {
  const graph: Record<string, unknown>[] = (await json('data/custody/case.jsonld'))['@graph']
  const typed = (type: string) => graph.filter((one) => one['@type'] === type)
  expect(typed('uco-observable:File')).toHaveLength(2)
  expect(typed('case-investigation:ProvenanceRecord')).toHaveLength(2)
  const events = await lines('data/custody/events.jsonl')
  expect(typed('case-investigation:InvestigativeAction')).toHaveLength(events.length)
})

test('the ledger says who asked for it, and what left', async () => {
  const events = (await lines('data/custody/events.jsonl')).map((line) => JSON.parse(line))
  expect(events.map(({ action }) => action)).toContain('export.requested')
  const { rows } = await sql<{ details: { tagmanifest_sha256: string } }>`
    select details from event where action = 'export.made' order by id limit 1`.execute(
    node.deps.db,
  )
  const { stdout } = await run('sha256sum', ['tagmanifest-sha256.txt'], { cwd: bag })
  expect(stdout).toContain(rows[0]?.details.tagmanifest_sha256)
})

describe('what was tampered with is found and named', () => {
  /** A copy of the package, changed. */
  async function tampered(change: (folder: string) => Promise<void>): Promise<string> {
    const folder = await mkdtemp(join(home, 'tampered-'))
    await cp(bag, folder, { recursive: true })
    await change(folder)
    const { code, said } = await verify(folder)
    expect(code).toBe(1)
    expect(said).toContain('Do not rely on this package')
    return said
  }

  /** Writes the manifests anew, as somebody would who knows how bags are made. */
  async function coverUp(folder: string): Promise<void> {
    for (const sum of ['sha256', 'sha512']) {
      const list = `find data -type f -print0 | sort -z | xargs -0 ${sum}sum > manifest-${sum}.txt`
      const tags =
        'README.txt verify.mjs bagit.txt bag-info.txt manifest-sha256.txt manifest-sha512.txt'
      await run('sh', ['-c', list], { cwd: folder })
      await run('sh', ['-c', `${sum}sum ${tags} > tagmanifest-${sum}.txt`], { cwd: folder })
    }
  }

  async function edit(folder: string, path: string, how: (text: string) => string) {
    await writeFile(join(folder, path), how(await readFile(join(folder, path), 'utf8')))
  }

  test('one bit of any file', { timeout: 120_000 }, async () => {
    const entries = await readdir(bag, { recursive: true, withFileTypes: true })
    const paths = entries
      .filter((entry) => entry.isFile() && entry.name !== 'verify.mjs')
      .map((entry) => join(entry.parentPath, entry.name).slice(bag.length + 1))
    expect(paths.length).toBeGreaterThan(30)
    const folder = await mkdtemp(join(home, 'flipped-'))
    await cp(bag, folder, { recursive: true })
    for (const path of paths) {
      const bytes = await readFile(join(folder, path))
      if (bytes.length === 0) continue
      const flipped = Buffer.from(bytes)
      const at = Math.floor(bytes.length / 2)
      flipped[at] = (flipped[at] ?? 0) ^ 1
      await writeFile(join(folder, path), flipped)
      const { wrong } = await verifyAt(folder)
      expect(wrong.join('\n'), path).toContain(path)
      await writeFile(join(folder, path), bytes)
    }
    expect((await verifyAt(folder)).wrong).toEqual([])
  })

  test('a file that was added or taken away', async () => {
    const added = await tampered((folder) => writeFile(join(folder, 'data/more.txt'), 'more'))
    expect(added).toContain('data/more.txt is in no manifest')
    const gone = await tampered((folder) => rm(join(folder, 'data/withheld.json')))
    expect(gone).toContain('data/withheld.json is missing')
    const shorter = await tampered((folder) =>
      edit(folder, 'tagmanifest-sha512.txt', (all) => all.slice(all.indexOf('\n') + 1)),
    )
    expect(shorter).toContain('tagmanifest-sha512.txt does not list README.txt')
  })

  test('another file in the place of an exhibit, with all manifests made anew', async () => {
    const [name = ''] = await readdir(join(bag, 'data/exhibits'))
    const said = await tampered(async (folder) => {
      await writeFile(join(folder, 'data/exhibits', name), photo('screenshot.png'))
      await coverUp(folder)
    })
    expect(said).toContain(`data/exhibits/${name} is not the file that was measured`)
    expect(said).toContain('tagmanifest-sha256.txt is not the list that was signed')
  })

  test('another picture in the place of a working copy', async () => {
    const names = await readdir(join(bag, 'data/derivatives'))
    const name = names.find((one) => one.startsWith('E1-preview-copy_')) ?? ''
    const said = await tampered(async (folder) => {
      await writeFile(join(folder, 'data/derivatives', name), photo('on-its-side.jpg'))
      await coverUp(folder)
    })
    expect(said).toContain(`data/derivatives/${name} is not the working copy that was made`)
  })

  test('an event that was changed, removed or moved', async () => {
    const events = 'data/custody/events.jsonl'
    const changed = await tampered(async (folder) => {
      await edit(folder, events, (all) => all.replace('"actor":"person"', '"actor":"clock"'))
      await coverUp(folder)
    })
    expect(changed).toMatch(/Event \d+ \(message\.stored at .*\) is not in the ledger/)
    const removed = await tampered(async (folder) => {
      await edit(folder, events, (all) => all.slice(all.indexOf('\n') + 1))
      await coverUp(folder)
    })
    expect(removed).toContain('an event was removed')
    const moved = await tampered(async (folder) => {
      await edit(folder, events, (all) => `${all.trimEnd().split('\n').reverse().join('\n')}\n`)
      await coverUp(folder)
    })
    expect(moved).toContain('is out of order')
  })

  test('a proof, a checkpoint and a key that are not the right ones', async () => {
    const proof = await tampered(async (folder) => {
      const flip = (all: string) =>
        all.replace(/"proof":\["(.)/, (_, digit) => `"proof":["${digit === '0' ? '1' : '0'}`)
      await edit(folder, 'data/custody/inclusion-proofs.jsonl', flip)
      await coverUp(folder)
    })
    expect(proof).toContain('it or its proof in inclusion-proofs.jsonl was changed')
    const checkpoint = await tampered(async (folder) => {
      await edit(folder, 'data/proofs/checkpoint.txt', (note) =>
        note.replace(/\n(\d+)\n/, '\n9$1\n'),
      )
      await coverUp(folder)
    })
    expect(checkpoint).toContain('data/proofs/checkpoint.txt is not signed')
    const key = await tampered(async (folder) => {
      const other = (all: string) => all.replace(/\+A[0-9A-Za-z+/]{10}/, '+AAAAAAAAAAA')
      await edit(folder, 'data/keys/public.json', other)
      await coverUp(folder)
    })
    expect(key).toContain('is not signed by a key in data/keys/public.json')
  })

  test('an event removed with its proof: the list of files is not the one that was signed', async () => {
    const said = await tampered(async (folder) => {
      for (const name of ['events.jsonl', 'inclusion-proofs.jsonl']) {
        await edit(folder, `data/custody/${name}`, (all) =>
          all.split('\n').toSpliced(1, 1).join('\n'),
        )
      }
      await coverUp(folder)
    })
    expect(said).toContain('tagmanifest-sha256.txt is not the list that was signed')
  })

  test('two answers in each other’s place', async () => {
    const [one = '', other = ''] = (await readdir(join(bag, 'data/structured/sealed'))).map(
      (name) => `data/structured/sealed/${name}`,
    )
    const said = await tampered(async (folder) => {
      await copyFile(join(bag, one), join(folder, other))
      await copyFile(join(bag, other), join(folder, one))
      await coverUp(folder)
    })
    expect(said).toContain(`${one} is not what was sealed`)
    expect(said).toContain(`${other} is not what was sealed`)
  })

  test('a list that names what lies outside of the package, which is not read', async () => {
    const outside = '../../../../../../../../dev/zero'
    const said = await tampered(async (folder) => {
      await edit(folder, 'data/custody/sealed.json', (all) =>
        all.replace('data/provider/', `${outside}?`).replace(/\?[^"]*/, ''),
      )
      await coverUp(folder)
    })
    expect(said).toContain(`${outside} is not what was sealed`)
  })

  test('words that were put in the place of what was sealed', async () => {
    const path = 'data/structured/sealed/account-1.json'
    const said = await tampered(async (folder) => {
      await edit(folder, path, (all) => all.replace('ثلاثة', 'أربعة'))
      await coverUp(folder)
    })
    expect(said).toContain(`${path} is not what was sealed`)
  })
})

test('with a reason what is hidden is shown, and the ledger keeps the reason sealed', async () => {
  const reason = 'Subpoena of the grand jury, 24 November'
  const folder = await exportTo('unmasked', { ...plain, unmasked: true, reason })
  const all = await everything(folder)
  expect(all).toContain(number)
  expect(all).not.toContain(address.slice(1))
  expect(all).not.toContain(reason)
  expect((await verify(folder)).said).toContain('Nothing is wrong.')
})

test('who wrote has a bag of its own, which proves the messages to the byte', async () => {
  const request = { ...plain, identity: true, reason: 'Court order 26-1', to: [recipient] }
  const folder = await exportTo('identity', request)
  expect(await faultsOfBag(folder)).toEqual([])
  const { said } = await verify(folder)
  expect(said).toContain('Nothing is wrong.')
  const contact = await readFile(join(folder, 'data/identity/contact.json'), 'utf8')
  expect(JSON.parse(contact)).toMatchObject({ address, name: networkName })
  expect(await everything(folder)).toContain(account)
})

const recipient = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p'

test.each([
  ['identity without a reason', { identity: true, to: [recipient] }],
  ['identity to nobody', { identity: true, reason: 'Court order' }],
  ['hidden words without a reason', { unmasked: true }],
  ['a recipient that is none', { to: ['age1nobody'] }],
])('%s is refused, and nothing is written down', async (_, wish) => {
  const count = () => sql<{ n: number }>`select count(*)::int as n from event`.execute(node.deps.db)
  const before = (await count()).rows[0]?.n
  const refused = beginParcel(node.deps, tools, told.row, { ...plain, ...wish })
  await expect(refused).rejects.toMatchObject({ code: 'bad-request' })
  expect((await count()).rows[0]?.n).toBe(before)
})

test('a tip that was taken back is refused', async () => {
  const row = { ...told.row, stage: 'withdrawn' as const, key: null }
  await expect(beginParcel(node.deps, tools, row, plain)).rejects.toMatchObject({
    code: 'conflict',
    message: 'This tip was taken back: nothing of it may be exported',
  })
})

test('a file that does not open stops the package, and leaves nothing behind', async () => {
  const { rows } = await sql<{ object: string }>`
    select object from evidence where object is not null limit 1`.execute(node.deps.db)
  const name = rows[0]?.object ?? ''
  const kept = new Uint8Array(await new Response(await node.deps.storage.get(name)).arrayBuffer())
  await node.deps.storage.remove(name)
  await expect(exportTo('broken', plain)).rejects.toMatchObject({ code: 'conflict' })
  expect(await readdir(home)).not.toContain('broken')
  expect(await readdir(home)).not.toContain('broken.unfinished')
  await node.deps.storage.put(name, kept.length, new Blob([kept]).stream())
})

test('what staff coded stands in the report with the words that it rests on', async () => {
  const [first] = (await json('data/statement/original.ar.json')).messages
  const quote = { message_id: first.id, start: 0, end: 16 }
  const coding = { acts: [{ act_type: 'takedown', quotes: [quote] }] }
  const given = { coding: Coding.parse(coding), after: 0, coded_by: randomUUID() }
  await codeTip(node.deps, told.row, given)
  const folder = await exportTo('coded', plain)
  const page = await readFile(join(folder, 'data/report.html'), 'utf8')
  expect(page).toContain(`“${account.slice(0, 16)}”`)
  expect(page).toContain('act type: takedown')
  expect(page).not.toContain('message id')
})

test('a working copy that does not open is told of, and holds nothing up', async () => {
  const { rows } = await sql<{ object: string }>`
    select object from derivative where kind = 'preview' limit 1`.execute(node.deps.db)
  const name = rows[0]?.object ?? ''
  const kept = new Uint8Array(await new Response(await node.deps.storage.get(name)).arrayBuffer())
  await node.deps.storage.remove(name)
  const folder = await exportTo('copyless', plain)
  const withheld = JSON.parse(await readFile(join(folder, 'data/withheld.json'), 'utf8'))
  expect(withheld).toContainEqual(expect.objectContaining({ what: 'copy', why: 'damaged' }))
  expect((await verify(folder)).said).toContain('Nothing is wrong.')
  await node.deps.storage.put(name, kept.length, new Blob([kept]).stream())
})

test('a report that cannot be set costs the PDF and nothing else', async () => {
  const folder = join(home, 'unset')
  const press = { print: async () => ({ spoilt: 'broke-tool' as const }) }
  const { files } = await beginParcel(node.deps, { ...tools, press }, told.row, plain)
  await writeFolder(folder, files)
  const withheld = JSON.parse(await readFile(join(folder, 'data/withheld.json'), 'utf8'))
  expect(withheld).toContainEqual({ what: 'report', why: 'not_set' })
  expect(await readdir(join(folder, 'data'))).not.toContain('report.pdf')
  const page = await readFile(join(folder, 'data/report.html'), 'utf8')
  expect(page).toContain(account)
  expect(page).toContain('it could not be set')
  expect((await verify(folder)).said).toContain('Nothing is wrong.')
})

test('a folder that is there already is left alone', async () => {
  await mkdir(join(home, 'mine'))
  await copyFile(join(bag, 'README.txt'), join(home, 'mine/mine.txt'))
  await expect(exportTo('mine', plain)).rejects.toMatchObject({ code: 'bad-request' })
  expect(await readdir(join(home, 'mine'))).toEqual(['mine.txt'])
})
