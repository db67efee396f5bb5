/** Hands texts to the person as one file. Nothing leaves the device. */
export function saveFile(name: string, texts: readonly string[], type = 'application/json'): void {
  const url = URL.createObjectURL(new Blob([...texts], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun by the next turn; the browser holds the data from then on.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
