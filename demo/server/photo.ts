/** A picture as it is stored and served. */
export interface Photo {
  readonly type: PhotoType;
  readonly data: Uint8Array;
}

/** The types that every browser of today shows, and none of them can carry a script. */
type PhotoType = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp' | 'image/avif';

/** Recognises a picture by its content, whatever its name and its sender say; `undefined` for anything else. */
export function readPhoto(data: Uint8Array): Photo | undefined {
  const type = readType(Buffer.from(data.subarray(0, 16)).toString('latin1'));
  return type && { type, data };
}

/** Source: MIME Sniffing, "image type pattern matching algorithm"; for AVIF ISO/IEC 14496-12 §4.3, `FileTypeBox`. */
function readType(start: string): PhotoType | undefined {
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (start.startsWith('GIF87a') || start.startsWith('GIF89a')) return 'image/gif';
  if (start.startsWith('RIFF') && start.startsWith('WEBPVP', 8)) return 'image/webp';
  const isAvif = start.startsWith('ftypavif', 4) || start.startsWith('ftypavis', 4);
  return isAvif ? 'image/avif' : undefined;
}
