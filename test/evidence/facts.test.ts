import { describe, expect, test } from 'vitest'
import { fileFacts, withoutPlace } from '../../src/evidence/facts.ts'
import { screenGrade } from '../../src/evidence/screen.ts'

describe('when it was made', () => {
  test.each([
    [
      { 'ExifIFD:DateTimeOriginal': '2026:11:23 14:05:09', 'ExifIFD:OffsetTimeOriginal': '-06:00' },
      { local: '2026-11-23T14:05:09', offset: '-06:00' },
    ],
    [
      { 'ExifIFD:DateTimeOriginal': '2026:11:23 14:05:09' },
      { local: '2026-11-23T14:05:09', offset: null },
    ],
    [
      { 'Composite:SubSecDateTimeOriginal': '2021:04:11 15:47:53.054-05:00' },
      { local: '2021-04-11T15:47:53', offset: '-05:00' },
    ],
    [
      { 'QuickTime:CreateDate': '2026:11:23 20:05:09' },
      { local: '2026-11-23T20:05:09', offset: '+00:00' },
    ],
    [
      {
        'Keys:CreationDate': '2026:11:23 14:05:09-06:00',
        'QuickTime:CreateDate': '2026:11:23 20:05:09',
      },
      { local: '2026-11-23T14:05:09', offset: '-06:00' },
    ],
    [{ 'QuickTime:CreateDate': '0000:00:00 00:00:00' }, null],
    [{ 'ExifIFD:DateTimeOriginal': 'yesterday' }, null],
    [{ 'ExifIFD:DateTimeOriginal': { odd: true } }, null],
  ])('%j', (tags, taken) => expect(fileFacts(tags).taken).toEqual(taken))
})

test.each([
  [{ 'Composite:GPSLatitude': 41.881, 'Composite:GPSLongitude': -87.623 }, 41.881],
  [{ 'Composite:GPSLatitude': '41.881', 'Composite:GPSLongitude': '-87.623' }, 41.881],
  [{ 'Composite:GPSLatitude': 0, 'Composite:GPSLongitude': 0 }, undefined],
  [{ 'Composite:GPSLatitude': 941, 'Composite:GPSLongitude': -87 }, undefined],
  [{ 'Composite:GPSLatitude': 41.881 }, undefined],
])('where: %j', (tags, latitude) => {
  expect(fileFacts(tags).place?.latitude).toBe(latitude)
})

test('content credentials are noted, and nothing is claimed of them', () => {
  expect(fileFacts({ 'JUMBF:JUMDLabel': 'c2pa' }).credentials).toBe(true)
  expect(fileFacts({ 'IFD0:Make': 'c2pa' }).credentials).toBe(false)
})

test('without its place a file says nothing of where', () => {
  const tags = {
    'GPS:GPSLatitude': 1,
    'Composite:GPSPosition': '1 2',
    'Keys:GPSCoordinates': '1 2',
    'XMP-photoshop:City': 'x',
    'XMP-iptcCore:Location': 'x',
    'UserData:LocationInformation': 'x',
    'IFD0:Model': 'Phone',
  }
  expect(withoutPlace(tags)).toEqual({ 'IFD0:Model': 'Phone' })
})

describe('a picture of a screen', () => {
  const sized = (size: string) => ({ 'Composite:ImageSize': size })
  test.each([
    ['image/png', { 'ExifIFD:UserComment': 'Screenshot' }, 'screenshot'],
    ['image/jpeg', { 'ExifIFD:UserComment': 'Screenshot' }, 'screenshot'],
    ['image/png', sized('1170 2532'), 'screenshot'],
    ['image/png', sized('2532 1170'), 'screenshot'],
    ['image/png', sized('1171 2532'), undefined],
    ['image/jpeg', sized('1170 2532'), undefined],
    ['image/png', { ...sized('1170 2532'), 'IFD0:Model': 'Camera' }, undefined],
    [
      'image/png',
      { ...sized('1170 2532'), 'ExifIFD:DateTimeOriginal': '2026:01:01 00:00:00' },
      undefined,
    ],
    ['image/jpeg', { 'ExifIFD:UserComment': 'A screenshot of nothing' }, undefined],
    ['video/quicktime', { 'Keys:Author': 'ReplayKitRecording' }, 'screen_recording'],
    ['video/mp4', { 'Keys:Author': 'Somebody' }, undefined],
  ])('%s %j: %s', (mime, tags, grade) => expect(screenGrade(mime, tags)).toBe(grade))
})
