// Messages of the PostgreSQL frontend/backend protocol, version 3.

export const SSL_REQUEST = 80877103
export const GSS_REQUEST = 80877104
export const CANCEL_REQUEST = 80877102

export const int32 = (number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(number)
  return bytes
}
export const text = (string) => Buffer.from(`${string}\0`)
export const kind = (message) => String.fromCharCode(message[0])

export function message(type, ...parts) {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body])
}

export const readyForQuery = (status) => message('Z', Buffer.from(status))
export const copyInResponse = (binary) => message('G', Buffer.from([binary ? 1 : 0, 0, 0]))
export const errorResponse = (code, words) => message('E', Buffer.from(`SERROR\0VERROR\0C${code}\0M${words}\0\0`))

// The whole messages that stand in a buffer.
export function* split(buffer) {
  for (let at = 0; at + 5 <= buffer.length; ) {
    const end = at + 1 + buffer.readInt32BE(at + 1)
    yield buffer.subarray(at, end)
    at = end
  }
}

// A prepared statement's name belongs to one client: with one backend for all, the client's number goes in front.
export function renamed(original, client) {
  const own = (name) => (name.length ? Buffer.concat([Buffer.from(`c${client}_`), name]) : name)
  const type = kind(original)
  const end = original.indexOf(0, 5)
  if (type === 'P') return message('P', own(original.subarray(5, end)), original.subarray(end))
  if (type === 'B') {
    const second = original.indexOf(0, end + 1)
    return message('B', original.subarray(5, end + 1), own(original.subarray(end + 1, second)), original.subarray(second))
  }
  if ((type === 'D' || type === 'C') && original[5] === 'S'.charCodeAt(0))
    return message(type, Buffer.from('S'), own(original.subarray(6, -1)), Buffer.from([0]))
  return original
}
