import { createHash, randomBytes } from 'node:crypto'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { Failure } from '../errors.ts'
import type { Stamp, Stamper, StampFacts } from '../ledger/stamp/stamper.ts'

const sha256 = '2.16.840.1.101.3.4.2.1'
const patience = 20_000
const longest = 100_000

/** Time stamps by HTTP (RFC 3161, 3.4). */
export function createStamper(): Stamper {
  pkijs.setEngine('node', new pkijs.CryptoEngine({ name: 'node', crypto }))
  return { stamp, read }
}

async function stamp(authority: string, text: string): Promise<Stamp> {
  const nonce = randomBytes(8)
  nonce[0] = (nonce[0] ?? 0) & 0x7f
  const request = writeRequest(text, nonce)
  const response = await ask(authority, request)
  const { info } = await open(response, text)
  if (!info.nonce || !hasSameNonce(info.nonce, nonce)) {
    throw new Error('the stamp answers another request')
  }
  return { request, response }
}

async function ask(authority: string, request: Uint8Array): Promise<Uint8Array> {
  const answer = await fetch(authority, {
    method: 'POST',
    headers: { 'Content-Type': 'application/timestamp-query' },
    body: Uint8Array.from(request),
    signal: AbortSignal.timeout(patience),
  })
  if (!answer.ok) throw new Failure('too-many-requests', `the authority answered ${answer.status}`)
  const response = new Uint8Array(await answer.arrayBuffer())
  if (response.length > longest) throw new Error('that is no time stamp')
  return response
}

function writeRequest(text: string, nonce: Uint8Array): Uint8Array {
  const request = new pkijs.TimeStampReq({
    version: 1,
    messageImprint: new pkijs.MessageImprint({
      hashAlgorithm: new pkijs.AlgorithmIdentifier({
        algorithmId: sha256,
        algorithmParams: new asn1js.Null(),
      }),
      hashedMessage: new asn1js.OctetString({ valueHex: digest(text) }),
    }),
    nonce: new asn1js.Integer({ valueHex: nonce }),
    certReq: true,
  })
  return new Uint8Array(request.toSchema().toBER())
}

async function read(response: Uint8Array, text: string): Promise<StampFacts> {
  const { info, by } = await open(response, text)
  return { at: info.genTime, by }
}

/** Throws unless the response holds a stamp of this very text, signed by the certificate within. */
async function open(
  response: Uint8Array,
  text: string,
): Promise<{ info: pkijs.TSTInfo; by: string }> {
  const { status, timeStampToken } = pkijs.TimeStampResp.fromBER(Uint8Array.from(response))
  const granted = [pkijs.PKIStatus.granted, pkijs.PKIStatus.grantedWithMods]
  if (!granted.includes(status.status) || !timeStampToken) throw new Error('no stamp was granted')
  const signed = new pkijs.SignedData({ schema: timeStampToken.content })
  const content = signed.encapContentInfo.eContent?.getValue()
  const isStamp = signed.encapContentInfo.eContentType === pkijs.id_eContentType_TSTInfo
  if (!content || !isStamp) throw new Error('that is no time stamp')
  const info = pkijs.TSTInfo.fromBER(content)
  const { hashAlgorithm, hashedMessage } = info.messageImprint
  const imprint = Buffer.from(hashedMessage.valueBlock.valueHexView)
  if (hashAlgorithm.algorithmId !== sha256 || !imprint.equals(digest(text))) {
    throw new Error('the stamp is of another text')
  }
  const valid = await signed.verify({
    signer: 0,
    checkChain: false,
    data: Uint8Array.from(Buffer.from(text)).buffer,
    extendedMode: true,
  })
  if (!valid.signatureVerified) throw new Error('the stamp is not signed')
  return { info, by: nameOf(valid.signerCertificate ?? undefined) }
}

function nameOf(certificate: pkijs.Certificate | undefined): string {
  const commonName = '2.5.4.3'
  const parts = certificate?.subject.typesAndValues ?? []
  const own = parts.find(({ type }) => type === commonName) ?? parts[0]
  return String(own?.value.valueBlock.value ?? '')
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** Authorities may write a number without its leading zero bytes. */
function hasSameNonce(answered: asn1js.Integer, sent: Uint8Array): boolean {
  const number = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`)
  return number(answered.valueBlock.valueHexView) === number(sent)
}
