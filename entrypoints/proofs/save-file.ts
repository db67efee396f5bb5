/** Hands a text to the person as a file. Nothing leaves the device. */
export function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun by the next turn; the browser holds the data from then on.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
