import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { listen } from './listen.ts'

const run = promisify(execFile)

/** A time-stamping authority of the tests: OpenSSL's, behind HTTP. */
export interface Authority {
  url: string
  /** How often it was asked. */
  asked(): number
  /** What it answers from now on; the real stamp when null. */
  answerWith(answer: Response | null): void
  /** OpenSSL's own verdict on a stamp. */
  accepts(text: string, response: Uint8Array): Promise<boolean>
  close(): Promise<void>
}

const settings = (folder: string) => `
[tsa]
default_tsa = own
[own]
serial = ${folder}/serial
signer_cert = ${folder}/tsa.pem
signer_key = ${folder}/tsa.key
certs = ${folder}/ca.pem
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
accuracy = secs:1
ess_cert_id_chain = no
[stamping]
extendedKeyUsage = critical,timeStamping
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical,CA:true
`

/** Makes keys and certificates and begins to answer. */
export async function startAuthority(): Promise<Authority> {
  const folder = await mkdtemp(join(tmpdir(), 'tipthread-tsa-'))
  const at = (name: string) => join(folder, name)
  const openssl = (...parts: string[]) => run('openssl', parts, { cwd: folder })
  await writeFile(at('openssl.cnf'), settings(folder))
  await writeFile(at('serial'), '01\n')
  const config = ['-config', at('openssl.cnf')]
  const key = ['-newkey', 'rsa:2048', '-nodes', '-days', '2']
  const ca = ['-x509', '-extensions', 'ca', '-subj', '/CN=Test CA', '-keyout', at('ca.key')]
  await openssl('req', ...config, ...key, ...ca, '-out', at('ca.pem'))
  const own = ['-extensions', 'stamping', '-subj', '/O=Tests/CN=Test Stamps']
  const signedBy = ['-x509', '-CA', at('ca.pem'), '-CAkey', at('ca.key')]
  const out = ['-keyout', at('tsa.key'), '-out', at('tsa.pem')]
  await openssl('req', ...config, ...key, ...own, ...signedBy, ...out)
  let [asked, answer]: [number, Response | null] = [0, null]
  const server = await listen(async (request) => {
    asked++
    if (answer) return answer.clone()
    await writeFile(at('query.tsq'), Buffer.from(await request.arrayBuffer()))
    await openssl('ts', '-reply', ...config, '-queryfile', 'query.tsq', '-out', 'reply.tsr')
    const headers = { 'Content-Type': 'application/timestamp-reply' }
    return new Response(await readFile(at('reply.tsr')), { headers })
  })
  const accepts: Authority['accepts'] = async (text, response) => {
    await writeFile(at('text'), text)
    await writeFile(at('given.tsr'), response)
    const parts = ['-data', at('text'), '-in', at('given.tsr'), '-CAfile', at('ca.pem')]
    return openssl('ts', '-verify', ...parts).then(
      () => true,
      () => false,
    )
  }
  const close = async () => {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  }
  const answerWith = (given: Response | null) => void (answer = given)
  return { url: server.url, asked: () => asked, answerWith, accepts, close }
}
