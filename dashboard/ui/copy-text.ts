// Puts a field's text on the clipboard. navigator.clipboard exists on https and localhost only; elsewhere (a dashboard on a
// LAN address) the old way still works: select the text and ask the browser to copy the selection.

/** Leaves the text selected, so that Ctrl+C is left where nothing else works; then the answer is false. */
export async function copyText(field: HTMLTextAreaElement): Promise<boolean> {
  field.focus();
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    return document.execCommand('copy');
  }
}
