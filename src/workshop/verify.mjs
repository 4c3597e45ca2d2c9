// Checks a package of a tip, offline: `node verify.mjs` in its folder. Needs Node.js 20 or newer and nothing else.
// 1. Every file is listed and has the SHA-256 and SHA-512 that the manifests (BagIt, RFC 8493) give it.
// 2. The hash of every event leads, by the proof beside it, to the root of the ledger's tree (RFC 6962).
// 3. That root is signed, in a checkpoint (C2SP signed note, Ed25519), by a key in data/keys/public.json; so is
//    the list of all files. Compare that key with the one that the agency publishes: only you can.
// 4. What is in here as it was sealed, every exhibit and every working copy, is named in an event by its SHA-256.
// 5. Time stamps are of a checkpoint that holds the same events.
import { createHash, createPublicKey, verify } from 'node:crypto'
import { createReadStream, existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** Checks the package in a folder: what was checked, and everything that is wrong, in words. */
export async function verifyPackage(folder) {
  const [checked, wrong] = [[], []]
  for (const check of [checkFiles, checkEvents, checkSignatures, checkSealed, checkStamps]) {
    try {
      const told = await check(folder, (words) => wrong.push(words))
      if (told) checked.push(told)
    } catch (error) {
      wrong.push(`A check could not be finished: ${error.message}`)
    }
  }
  return { checked, wrong }
}

async function checkFiles(folder, wrong) {
  const there = new Map()
  for (const path of listFiles(folder)) there.set(path, await hashFile(folder, path))
  const listed = new Set()
  for (const name of ['manifest', 'tagmanifest'].flatMap((kind) => [
    `${kind}-sha256`,
    `${kind}-sha512`,
  ])) {
    for (const [path, hash] of readManifest(folder, `${name}.txt`)) {
      listed.add(path)
      if (!there.has(path)) wrong(`${path} is missing`)
      else if (there.get(path)[name.split('-')[1]] !== hash)
        wrong(`${path} is not what ${name}.txt says`)
    }
  }
  const names = (sum) => readManifest(folder, `tagmanifest-${sum}.txt`).map(([path]) => path)
  const twice = new Set(names('sha512'))
  for (const path of names('sha256')) {
    if (!twice.has(path)) wrong(`tagmanifest-sha512.txt does not list ${path}`)
  }
  const apart = /^tagmanifest-sha(256\.txt|256\.txt\.sig|512\.txt)$/
  for (const path of there.keys()) {
    if (!listed.has(path) && !apart.test(path)) wrong(`${path} is in no manifest: it was added`)
  }
  return `${listed.size} files have the contents that the manifests give`
}

async function checkEvents(folder, wrong) {
  const checkpoint = readCheckpoint(folder, 'checkpoint.txt')
  const { all, proven } = await followProofs(folder, 'inclusion-proofs.jsonl', checkpoint, wrong)
  if (proven < all) wrong(`${all - proven} events have no proof`)
  const { size, root } = checkpoint
  return `${proven} events are in the ledger of ${size} events with the root ${root.toString('base64')}`
}

/** One line of proof an event, in the same order; null where the checkpoint does not cover it. */
async function followProofs(folder, name, { size, root }, wrong) {
  const proofs = readLines(folder, name)[Symbol.asyncIterator]()
  let [all, proven, last] = [0, 0, -1]
  for await (const line of readLines(folder, 'events.jsonl')) {
    const { id, action, at } = JSON.parse(line)
    const told = `Event ${id} (${action} at ${at})`
    if (id <= last) wrong(`${told} is out of order`)
    last = id
    all++
    const proof = JSON.parse((await proofs.next()).value ?? 'null')
    if (proof?.id === id && leadsToRoot(line, proof, size, root)) proven++
    else if (proof) wrong(`${told} is not in the ledger: it or its proof in ${name} was changed`)
  }
  if (!(await proofs.next()).done) wrong(`${name} has more proofs: an event was removed`)
  return { all, proven }
}

async function checkSignatures(folder, wrong) {
  const keys = readKeys(folder)
  for (const name of ['checkpoint.txt', 'stamped-checkpoint.txt']) {
    const path = `data/proofs/${name}`
    if (existsSync(join(folder, path)) && !isSigned(read(folder, path), keys)) {
      wrong(`${path} is not signed by a key in data/keys/public.json`)
    }
  }
  const signed = 'tagmanifest-sha256.txt'
  const note = read(folder, `${signed}.sig`)
  if (!isSigned(note, keys)) wrong(`${signed}.sig is not signed by a key in data/keys/public.json`)
  if (note.split('\n')[1] !== (await hashFile(folder, signed)).sha256) {
    wrong(`${signed} is not the list that was signed`)
  }
  return `The checkpoint and the list of files are signed. Compare the key: ${keys[0].text}`
}

async function checkSealed(folder, wrong) {
  const named = new Set()
  for await (const line of readLines(folder, 'events.jsonl')) {
    for (const { type, id, sha256 } of JSON.parse(line).objects)
      named.add(`${type} ${id} ${sha256}`)
  }
  // That the files themselves are what the manifests say was checked before.
  const listed = new Map(readManifest(folder, 'manifest-sha256.txt'))
  const sha512 = new Map(readManifest(folder, 'manifest-sha512.txt'))
  const sealed = JSON.parse(read(folder, 'data/custody/sealed.json'))
  const measured = new Map()
  for (const { path, type, id, sha256 } of sealed) {
    if (listed.get(path) !== sha256) wrong(`${path} is not what was sealed`)
    else if (type in measuredIn) {
      measured.set(measuredIn[type] + nameOf(path), JSON.parse(read(folder, path)))
    }
    if (!named.has(`${type} ${id} ${sha256}`)) wrong(`${path} is named by no event`)
  }
  const within = (place) =>
    [...listed].filter(([path]) => path.startsWith(place) && !path.endsWith('.json'))
  const [exhibits, copies] = Object.values(measuredIn).map(within)
  for (const [path, sha256] of exhibits) {
    const then = measured.get('data/exhibits/' + nameOf(path))
    if (then?.sha256 !== sha256 || then.sha512 !== sha512.get(path)) {
      wrong(`${path} is not the file that was measured when it arrived`)
    }
  }
  for (const [path, sha256] of copies) {
    const then = measured.get('data/derivatives/' + nameOf(path))
    if (then?.sha256 !== sha256) wrong(`${path} is not the working copy that was made`)
  }
  return `${sealed.length} sealed texts are named by events, ${exhibits.length} exhibits are as they arrived, ${copies.length} working copies as they were made`
}

async function checkStamps(folder, wrong) {
  if (!existsSync(join(folder, 'data/proofs/stamps.json'))) return undefined
  const checkpoint = readCheckpoint(folder, 'stamped-checkpoint.txt')
  const { all, proven } = await followProofs(folder, 'stamped-proofs.jsonl', checkpoint, wrong)
  const note = read(folder, 'data/proofs/stamped-checkpoint.txt')
  const stamps = JSON.parse(read(folder, 'data/proofs/stamps.json'))
  const listed = new Map(readManifest(folder, 'manifest-sha256.txt'))
  for (const { response, authority } of stamps) {
    const path = `data/proofs/${response}`
    // A path that leads elsewhere is in no manifest, and is not read.
    const token = listed.has(path) ? readFileSync(join(folder, path)) : Buffer.alloc(0)
    const isOfIt = token.includes(createHash('sha256').update(note).digest())
    if (!isOfIt) wrong(`The time stamp of ${authority} is of something else`)
  }
  return `${stamps.length} time stamps cover ${proven} of ${all} events; openssl ts shows who signed them`
}

/** RFC 9162, 2.1.3.2. A leaf is over the salt and the event's hash. */
function leadsToRoot(line, { seq, salt, event_hash, leaf_hash, proof }, size, root) {
  const event = createHash('sha256').update(line).digest()
  let hash = hashOf(0, Buffer.from(salt.replaceAll('-', ''), 'hex'), event)
  if (event.toString('hex') !== event_hash || hash.toString('hex') !== leaf_hash) return false
  let [at, last] = [seq, size - 1]
  for (const sibling of proof.map((hex) => Buffer.from(hex, 'hex'))) {
    if (last === 0) return false
    const isRight = at % 2 === 1 || at === last
    hash = isRight ? hashOf(1, sibling, hash) : hashOf(1, hash, sibling)
    while (isRight && at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)]
    ;[at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
  }
  return last === 0 && seq < size && hash.equals(root)
}

function hashOf(mark, one, two) {
  return createHash('sha256').update(Buffer.of(mark)).update(one).update(two).digest()
}

function readCheckpoint(folder, name) {
  const [, size, root] = read(folder, `data/proofs/${name}`).split('\n')
  return { size: Number(size), root: Buffer.from(root, 'base64') }
}

/** Verifier keys: name, hash of the key and the key, joined by +. */
function readKeys(folder) {
  return JSON.parse(read(folder, 'data/keys/public.json')).verifier_keys.map((text) => {
    const [name, , ...base64] = text.split('+')
    const x = Buffer.from(base64.join('+'), 'base64').subarray(1).toString('base64url')
    return {
      text,
      name,
      key: createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }),
    }
  })
}

function isSigned(note, keys) {
  const end = note.lastIndexOf('\n\n') + 1
  return note
    .slice(end)
    .split('\n')
    .some((line) => {
      const [dash, name, base64 = ''] = line.split(' ')
      const signature = Buffer.from(base64, 'base64').subarray(4)
      const signs = ({ key }) => verify(null, Buffer.from(note.slice(0, end)), key, signature)
      return dash === '\u2014' && keys.some((one) => one.name === name && signs(one))
    })
}

function readManifest(folder, name) {
  return read(folder, name)
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [, hash, path] = /^([0-9a-f]+) +(.+)$/.exec(line) ?? []
      if (!path || path.split('/').includes('..')) throw new Error(`${name} has an odd line`)
      return [path.replace(/%(0A|0D|25)/gi, decodeURIComponent), hash]
    })
}

function listFiles(folder, under = '') {
  return readdirSync(join(folder, under)).flatMap((name) => {
    const path = under + name
    const stats = lstatSync(join(folder, path))
    if (stats.isDirectory()) return listFiles(folder, `${path}/`)
    if (!stats.isFile()) throw new Error(`${path} is no plain file`)
    return [path]
  })
}

async function hashFile(folder, path) {
  const [sha256, sha512] = [createHash('sha256'), createHash('sha512')]
  for await (const bytes of createReadStream(join(folder, path))) {
    sha256.update(bytes)
    sha512.update(bytes)
  }
  return { sha256: sha256.digest('hex'), sha512: sha512.digest('hex') }
}

/** Where the files lie that such a text says the hash of. */
const measuredIn = { manifest: 'data/exhibits/', derivative: 'data/derivatives/' }
const nameOf = (path) => path.split('/').at(-1).split(/[._]/)[0]
const read = (folder, path) => readFileSync(join(folder, path), 'utf8')
const readLines = (folder, name) =>
  createInterface({
    input: createReadStream(join(folder, 'data/custody', name)),
    crlfDelay: Infinity,
  })

if (process.argv[1]?.endsWith('verify.mjs')) {
  const { checked, wrong } = await verifyPackage(fileURLToPath(new URL('.', import.meta.url)))
  for (const words of checked) console.log(`Checked: ${words}.`)
  for (const words of wrong) console.log(`WRONG:   ${words}.`)
  console.log(wrong.length === 0 ? '\nNothing is wrong.' : '\nDo not rely on this package.')
  process.exitCode = wrong.length === 0 ? 0 : 1
}
