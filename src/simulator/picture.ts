import type { PhoneFile } from './phone.ts'

/** A drawn street with a van: 240 by 160, PNG. There is nobody on it. */
const base64 =
  'iVBORw0KGgoAAAANSUhEUgAAAPAAAACgCAMAAAAFBRFXAAAAHlBMVEWox+DW4ux8hIxgZm7s7Og0OkLw0GCWcFR4' +
  'lmTIPDISjANMAAABjElEQVR42u3Y2W7CMBRFUSidzv//cNWHDqGh1Iqd2vHaj3CBLAXZVk4nSZIkSZIk6ZDlvdm8' +
  'E4mTucTJVOIsm817eHEylziZS5xMJc7tZvMeUpzMJU7mEidTifO3ZvPuLH7dVBXvvuJm4KRPcStw0qm4DTjlDQ1O' +
  '+hW3ACcdixuAk57F9cFJ1+La4GxrwDv8sqEh/9LAwMDAe4EfF91/HRgYGBgYeBzw8mPfYbfeAe4XfP5sC/i8Q9vA' +
  'H98CDAwMDNweXB4wMDAwMPAo4PKAgYGPAn5qEHBj8NcvAwMDA//S2uN3YGBgYGBgYGBgYGBgYOAW4IfKtXgAUPP6' +
  'gIGBgYGBgYGBgWuBL5VrAa55fcDAwMB3wGWL99r0WOCy7Wp1eihw2Qa9Pj0SuOxIcmMauCfwlf2KUG0aGPifwFfr' +
  'brXpfsHLnbXadJfgy4+zU8XpLsGXsiNiwwMl8B7k6tNdgi9lgube9uDeAgY+Gvh5pbXBo8wBHx5s0QIGBgYGBgYG' +
  'BgYGBgYGBgYGBu67NxXexTEFwcjaAAAAAElFTkSuQmCC'

export const pictureType = 'image/png'
export const pictureBytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))

/** The picture as a phone sends it, each time another file. */
export function takePicture(): PhoneFile {
  const id = `ME${crypto.randomUUID().replaceAll('-', '')}`
  return { id, type: pictureType, name: 'street.png', bytes: pictureBytes }
}
