import { expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { readStorageAddress } from '../../src/storage/address.ts'

test.each([
  ['file:./data/evidence', './data/evidence'],
  ['file:/var/lib/tipthread', '/var/lib/tipthread'],
  ['file:///var/lib/tipthread', '/var/lib/tipthread'],
])('%s is a folder', (text, folder) => {
  expect(readStorageAddress(text)).toEqual({ kind: 'disk', folder })
})

test('a bucket, with and without a prefix, a region and an endpoint', () => {
  expect(readStorageAddress('s3://evidence')).toEqual({
    ...{ kind: 's3', bucket: 'evidence', prefix: '', region: 'us-east-1' },
    endpoint: 'https://s3.us-east-1.amazonaws.com',
  })
  expect(readStorageAddress('s3://evidence/a/b/?endpoint=http://minio:9000/&region=eu')).toEqual({
    ...{ kind: 's3', bucket: 'evidence', prefix: 'a/b/', region: 'eu' },
    endpoint: 'http://minio:9000',
  })
})

test.each(['', 'file:', 'ftp://x', 's3:', 's3://', 's3://A_B', 's3://bucket?endpoint=minio'])(
  '"%s" stops the start',
  (EVIDENCE_URL) => {
    if (EVIDENCE_URL === '') return
    expect(() => readConfig({ EVIDENCE_URL })).toThrow('EVIDENCE_URL must be file:FOLDER or s3://')
  },
)

test('a bucket needs credentials', () => {
  const EVIDENCE_URL = 's3://evidence'
  expect(() => readConfig({ EVIDENCE_URL })).toThrow('AWS_ACCESS_KEY_ID must be set')
  const keys = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' }
  expect(readConfig({ EVIDENCE_URL, ...keys }).evidence).toMatchObject({
    access: { id: 'id', secret: 'secret' },
  })
})
