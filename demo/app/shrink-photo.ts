const enoughBytes = 512 * 1024;
const longestPx = 1600;

/**
 * Makes a picture small enough to wait on a device and to travel over a bad line. A JPEG, which is what cameras make, is drawn
 * anew however small it is: what it knows of the place where it was taken goes. A GIF stays, as it may move. So does a file that
 * this browser cannot read: what a photo may be is the server's to say.
 */
export async function shrinkPhoto(file: Blob): Promise<Blob> {
  const isJpeg = file.type === 'image/jpeg';
  if (file.type === 'image/gif' || (!isJpeg && file.size <= enoughBytes)) return file;
  try {
    const image = await createImageBitmap(file);
    const scale = Math.min(1, longestPx / Math.max(image.width, image.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    const context = canvas.getContext('2d');
    if (!context) return file;
    // JPEG knows no transparency.
    context.fillStyle = 'white';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    const shrunk = await new Promise<Blob | null>((resolve) =>
      canvas.toBlob(resolve, 'image/jpeg', 0.85),
    );
    return shrunk && (isJpeg || shrunk.size < file.size) ? shrunk : file;
  } catch {
    return file;
  }
}
